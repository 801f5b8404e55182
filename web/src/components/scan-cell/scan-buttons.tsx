import { Button } from "@mantine/core";
import type { Artifact } from "@plimsoll/api";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { canScan, canStop } from "./scanned.ts";
import { useScanRequests } from "./use-scan-requests.tsx";

type ScanButtonsProps = {
  artifact: Artifact;
  /** Said on the button where it is not plain which one is meant. */
  name?: string;
};

/** Starts or stops the scan of one, whichever it can be. */
export function ScanButtons({ artifact, name = "" }: ScanButtonsProps) {
  const { t } = useTranslation();
  const { scan, stop, busy, may } = useScanRequests();
  if (!may) return null;
  if (canStop(artifact))
    return (
      <Button
        size="xs"
        variant="default"
        loading={busy}
        leftSection={<IconPlayerStop size={15} />}
        onClick={() => stop([artifact.id])}
      >
        {t("action.stop")} {name}
      </Button>
    );
  if (!canScan(artifact)) return null;
  return (
    <Button
      size="xs"
      loading={busy}
      leftSection={<IconPlayerPlay size={15} />}
      onClick={() => scan([artifact.id])}
    >
      {t("action.scan")} {name}
    </Button>
  );
}
