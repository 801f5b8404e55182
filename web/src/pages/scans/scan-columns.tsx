import { Button, Text, VisuallyHidden } from "@mantine/core";
import type { ScanRow } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { FaultText } from "../../components/fault/fault-text.tsx";
import { TextLink } from "../../components/links/links.tsx";
import { ScanStateLine } from "../../components/scan-cell/scan-state-line.tsx";
import { canStop } from "../../components/scan-cell/scanned.ts";
import { useScanRequests } from "../../components/scan-cell/use-scan-requests.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { artifactName } from "../../url/artifact-name.ts";

const helper = columnsOf<ScanRow>();

export function useScanColumns() {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "artifact",
          header: t("images.image"),
          meta: { track: "minmax(180px, 2fr)", card: "wide" },
          cell: ({ row: { original: scan } }) => (
            <div>
              <TextLink
                to="/artifacts/$id"
                params={{ id: scan.artifact.id }}
                search={{ tab: "log" }}
                size="sm"
                fw={600}
              >
                {artifactName(scan.artifact)}
              </TextLink>
              <Text size="xs" c="dimmed">
                {[scan.artifact.registry.name, scan.artifact.platform].filter(Boolean).join(" · ")}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "state",
          header: t("scans.state"),
          meta: { track: "minmax(200px, 2.6fr)", card: "wide" },
          cell: ({ row: { original: scan } }) => <State scan={scan} />,
        }),
        helper.display({
          id: "scanner",
          header: t("card.scanner"),
          meta: { track: "minmax(90px, 1fr)", from: 820 },
          cell: ({ row }) => row.original.scanner.name,
        }),
        helper.display({
          id: "trigger",
          header: t("scans.trigger"),
          meta: { track: "96px", from: 760 },
          cell: ({ row }) => t(`scanTrigger.${row.original.trigger}`),
        }),
        helper.display({
          id: "time",
          header: t("scans.time"),
          meta: { track: "120px", align: "end" },
          cell: ({ row: { original } }) => (
            <Ago time={original.finishedAt ?? original.startedAt ?? original.queuedAt} />
          ),
        }),
        helper.display({
          id: "stop",
          header: () => <VisuallyHidden>{t("action.stop")}</VisuallyHidden>,
          meta: { track: "72px", align: "end", card: "corner" },
          cell: ({ row: { original } }) => canStop(original) && <Stop scan={original} />,
        }),
      ]),
    [t],
  );
}

/** A scan that failed says why at once: that is what one comes here for. */
function State({ scan }: { scan: ScanRow }) {
  const name = artifactName(scan.artifact);
  const standing = {
    ...scan,
    id: scan.artifact.id,
    scanId: scan.id,
    reason: scan.error?.message ?? null,
    reasonCode: scan.error?.code ?? null,
  };
  return (
    <div>
      <ScanStateLine artifact={standing} name={name} />
      {scan.error && (
        <Text
          size="xs"
          c="dimmed"
          component="div"
          lineClamp={3}
          style={{ overflowWrap: "anywhere" }}
        >
          <FaultText code={scan.error.code} text={scan.error.message} />
        </Text>
      )}
    </div>
  );
}

function Stop({ scan }: { scan: ScanRow }) {
  const { t } = useTranslation();
  const { stop, busy } = useScanRequests();
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={busy}
      aria-label={t("scans.stopOf", { name: artifactName(scan.artifact) })}
      onClick={() => stop([scan.artifact.id])}
    >
      {t("action.stop")}
    </Button>
  );
}
