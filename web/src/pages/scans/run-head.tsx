import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { useRun } from "../../data/use-scans.ts";
import { RunCard } from "./run-card.tsx";
import styles from "./scans.module.css";

/** One run over its scans: how far it is, and why scans of it failed. */
export function RunHead({ id }: { id: string }) {
  const { t } = useTranslation();
  const run = useRun(id);
  if (run.isPending) return <LoadingRows rows={1} height={72} />;
  if (run.isError)
    return (
      <Panel>
        <ProblemState error={run.error} onRetry={() => void run.refetch()} />
      </Panel>
    );
  return (
    <Stack gap="xs">
      <RunCard run={run.data} />
      {run.data.failures.length > 0 && (
        <Callout tone="bad" title={t("runs.failures")}>
          <ul className={styles.failures}>
            {run.data.failures.map(({ code, message, count, hint }) => (
              <li key={`${code} ${message}`}>
                {count} × {message} {hint}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </Stack>
  );
}
