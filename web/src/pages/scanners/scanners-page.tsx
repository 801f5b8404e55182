import { Button } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { ScannerDialog } from "../../components/scanner-form/scanner-dialog.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { useDatabase } from "../../data/use-database.ts";
import { useScanners } from "../../data/use-scanners.ts";
import { BuiltinScanner } from "./builtin-scanner.tsx";
import { OwnApi } from "./own-api.tsx";
import { ScannerCard } from "./scanner-card.tsx";
import styles from "./scanners.module.css";

/** What the dialog is about: a new scanner, one to change, or nothing. */
type Dialog = "new" | Scanner | null;

export function ScannersPage() {
  const { t } = useTranslation();
  const database = useDatabase();
  const scanners = useScanners();
  const [dialog, setDialog] = useState<Dialog>(null);
  const failed = [database, scanners].find(({ isError }) => isError);
  const builtin = scanners.data?.find(({ kind }) => kind === "builtin");
  const others = scanners.data?.filter(({ kind }) => kind !== "builtin") ?? [];
  return (
    <Page
      title={t("frame.scanners")}
      aside={
        <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setDialog("new")}>
          {t("scanners.add")}
        </Button>
      }
    >
      {failed && (
        <Panel>
          <ProblemState error={failed.error} onRetry={() => void failed.refetch()} />
        </Panel>
      )}
      {(database.isPending || scanners.isPending) && <LoadingRows rows={3} height={80} />}
      {database.data && builtin && (
        <BuiltinScanner database={database.data} usedBy={builtin.usedBy} />
      )}
      <div className={styles.cards}>
        {others.map((scanner) => (
          <ScannerCard key={scanner.id} scanner={scanner} onEdit={() => setDialog(scanner)} />
        ))}
      </div>
      <OwnApi />
      <ScannerDialog
        opened={dialog !== null}
        scanner={dialog === "new" ? null : dialog}
        onClose={() => setDialog(null)}
      />
    </Page>
  );
}
