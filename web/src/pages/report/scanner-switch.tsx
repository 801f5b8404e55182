import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ScanStateLine } from "../../components/scan-cell/scan-state-line.tsx";
import { canScan } from "../../components/scan-cell/scanned.ts";
import { useScanRequests } from "../../components/scan-cell/use-scan-requests.tsx";
import { useReports } from "../../data/use-reports.ts";

const route = getRouteApi("/inside/artifacts/$id");
const all = "all";

/** Each scanner's report, or all of them together with who found what; nothing where one scanner is all there is. */
export function ScannerSwitch({ artifactId }: { artifactId: string }) {
  const { t } = useTranslation();
  const { scanner } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const { scan, busy } = useScanRequests();
  const reports = useReports(artifactId);
  if (!reports.data || reports.data.length < 2) return null;
  const first = reports.data.find((report) => report.first);
  const shown = reports.data.find(({ by }) => by.id === scanner);
  const withReport = reports.data.filter(({ summary }) => summary !== null);
  const show = (id: string) =>
    void navigate({
      search: (now) => ({ ...now, scanner: id === first?.by.id ? undefined : id }),
      replace: true,
    });
  return (
    <Group gap="sm">
      <SegmentedControl
        aria-label={t("report.scanner")}
        size="xs"
        value={scanner ?? first?.by.id ?? ""}
        data={[
          ...reports.data.map(({ by }) => ({ value: by.id, label: by.name })),
          ...(withReport.length > 1 ? [{ value: all, label: t("report.allScanners") }] : []),
        ]}
        onChange={show}
      />
      {shown && !shown.first && (
        <>
          <ScanStateLine artifact={{ ...shown, id: artifactId }} name={shown.by.name} />
          {canScan(shown) && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              leftSection={<IconPlayerPlay size={15} />}
              onClick={() => scan([artifactId], shown.by.id)}
            >
              {t("report.scanWith", { name: shown.by.name })}
            </Button>
          )}
        </>
      )}
    </Group>
  );
}
