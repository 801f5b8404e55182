import { Group, Text } from "@mantine/core";
import type { Scan } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatBytes, formatShare } from "../../format/numbers.ts";
import { formatDuration } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { Callout } from "../callout/callout.tsx";
import { useFault } from "../fault/use-fault.ts";
import { useStateWord } from "../scan-cell/use-state-word.ts";
import { ServiceText } from "../service-text/service-text.tsx";
import { Ago } from "../time/ago.tsx";

/** How the run stands, and when it failed why and what to do. */
export function ScanSummary({ scan }: { scan: Scan }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const stateWord = useStateWord();
  const fault = useFault();
  const { startedAt, finishedAt, bytes, error } = scan;
  const failure = error && fault({ code: error.code, text: error.message });
  const took = startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
  return (
    <>
      {failure && (
        <Callout tone="bad" title={failure.title}>
          {failure.detail && <div>{failure.detail}</div>}
          {error.hint && <ServiceText text={error.hint} />}
        </Callout>
      )}
      <Group gap="lg" fz="sm">
        <Text size="sm" fw={600}>
          {stateWord(scan.state)}
          {scan.state === "scanning" && ` ${formatShare(scan.progress, language)}`}
        </Text>
        {scan.state === "scanning" && bytes && (
          <span>
            {t("log.bytes", {
              done: formatBytes(bytes.done, language),
              total: formatBytes(bytes.total, language),
            })}
          </span>
        )}
        <span>
          {t("log.asked")} <Ago time={scan.queuedAt} />
        </span>
        {took !== null && <span>{t("log.took", { time: formatDuration(took, language) })}</span>}
        {scan.attempt > 1 && <span>{t("log.attempt", { number: scan.attempt })}</span>}
      </Group>
    </>
  );
}
