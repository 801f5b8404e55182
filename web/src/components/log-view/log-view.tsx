import { Button, Stack, Text } from "@mantine/core";
import type { LogLine } from "@plimsoll/api";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useScan } from "../../data/use-scan.ts";
import { useScanLog } from "../../data/use-scan-log.ts";
import { plainText } from "../../format/ansi.ts";
import { FilterBar } from "../filter-bar/filter-bar.tsx";
import { FilterText } from "../filter-bar/filter-text.tsx";
import { LoadingRows } from "../states/loading-rows.tsx";
import { Panel } from "../states/panel.tsx";
import { ProblemState } from "../states/problem-state.tsx";
import { LogLines } from "./log-lines.tsx";
import { saveLog } from "./save-log.ts";
import { ScanSummary } from "./scan-summary.tsx";

type LogViewProps = {
  scanId: string;
  find: string | undefined;
  onFind: (text: string | undefined) => void;
};

/** What a scan said, as it says it. */
export function LogView({ scanId, find, onFind }: LogViewProps) {
  const { t } = useTranslation();
  const scan = useScan(scanId);
  const log = useScanLog(scanId);
  const lines = useMemo(() => (log.data?.lines ?? []).map(plain), [log.data]);
  const found = useMemo(() => matching(lines, find), [lines, find]);

  if (log.isError) return <Failed error={log.error} onRetry={() => void log.refetch()} />;
  if (scan.isError) return <Failed error={scan.error} onRetry={() => void scan.refetch()} />;
  if (log.isPending || scan.isPending) return <LoadingRows rows={6} height={26} />;
  return (
    <Stack gap="sm">
      <ScanSummary scan={scan.data} />
      <FilterBar>
        <FilterText label={t("log.search")} value={find} onChange={onFind} />
        <Button
          size="xs"
          variant="default"
          disabled={lines.length === 0}
          leftSection={<IconDownload size={15} />}
          onClick={() => saveLog(lines, scanId)}
        >
          {t("log.download")}
        </Button>
        <Text size="xs" c="dimmed" role="status">
          {find === undefined
            ? t("log.count", { count: lines.length })
            : t("log.found", { count: found.length })}
        </Text>
      </FilterBar>
      <LogLines lines={found} live={!log.data.ended} find={find} />
    </Stack>
  );
}

function Failed(props: { error: Error; onRetry: () => void }) {
  return (
    <Panel>
      <ProblemState {...props} />
    </Panel>
  );
}

function plain(line: LogLine): LogLine {
  return { ...line, message: plainText(line.message) };
}

function matching(lines: LogLine[], find: string | undefined): LogLine[] {
  if (find === undefined) return lines;
  const wanted = find.toLowerCase();
  return lines.filter((line) => `${line.level} ${line.message}`.toLowerCase().includes(wanted));
}
