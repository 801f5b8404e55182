import { Button, CloseButton } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { canScan, canStop, type Scanned } from "../scan-cell/scanned.ts";
import { useScanRequests } from "../scan-cell/use-scan-requests.tsx";
import styles from "./bulk-bar.module.css";

type BulkBarProps = {
  chosen: Scanned[];
  /** The choice has been acted on or given up. */
  onDone: () => void;
};

/** What can be done with the rows chosen; there only while some are. */
export function BulkBar({ chosen, onDone }: BulkBarProps) {
  const { t } = useTranslation();
  const { scan, stop, busy, may } = useScanRequests();
  if (!may || chosen.length === 0) return null;
  const toScan = chosen.filter(canScan).map(({ id }) => id);
  const toStop = chosen.filter(canStop).map(({ id }) => id);
  const act = (request: (ids: string[]) => void, ids: string[]) => {
    request(ids);
    onDone();
  };
  return (
    <section className={styles.bar} aria-label={t("bulk.label")}>
      <span className={styles.count}>{t("bulk.selected", { count: chosen.length })}</span>
      {toScan.length > 0 && (
        <Button
          size="xs"
          loading={busy}
          leftSection={<IconPlayerPlay size={15} />}
          onClick={() => act(scan, toScan)}
        >
          {t("action.scan")}
        </Button>
      )}
      {toStop.length > 0 && (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          leftSection={<IconPlayerStop size={15} />}
          onClick={() => act(stop, toStop)}
        >
          {t("action.stop")}
        </Button>
      )}
      <CloseButton aria-label={t("bulk.clear")} onClick={onDone} />
    </section>
  );
}
