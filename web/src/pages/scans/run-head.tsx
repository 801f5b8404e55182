import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { FaultText } from "../../components/fault/fault-text.tsx";
import { ServiceText } from "../../components/service-text/service-text.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { useRun } from "../../data/use-scans.ts";
import { RunCard } from "./run-card.tsx";
import styles from "./scans.module.css";

/** One run over its scans: how far it is, and why scans of it failed. */
export function RunHead({ id }: { id: string }) {
  const { t } = useTranslation();
  const run = useRun(id);
  if (!run.isSuccess) return <Waiting for={run} rows={1} height={72} />;
  return (
    <Stack gap="xs">
      <RunCard run={run.data} />
      {run.data.failures.length > 0 && (
        <Callout tone="bad" title={t("runs.failures")}>
          <ul className={styles.failures}>
            {run.data.failures.map(({ code, message, count, hint }) => (
              <li key={`${code} ${message}`}>
                {count} × <FaultText code={code} text={message} />
                {hint && <ServiceText text={hint} />}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </Stack>
  );
}
