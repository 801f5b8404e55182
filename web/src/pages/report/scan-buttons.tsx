import { Button } from "@mantine/core";
import type { Artifact } from "@plimsoll/api";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { canScan, canStop } from "../../components/scan-cell/scanned.ts";
import { useScanRequests } from "../../components/scan-cell/use-scan-requests.tsx";

export function ScanButtons({ artifact }: { artifact: Artifact }) {
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
        {t("action.stop")}
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
      {t("action.scan")}
    </Button>
  );
}
