import { IconStack } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { useRuns } from "../../data/use-scans.ts";
import { RunCard } from "./run-card.tsx";
import styles from "./scans.module.css";

export function RunsList() {
  const { t } = useTranslation();
  const runs = useRuns();
  if (!runs.isSuccess) return <Waiting for={runs} height={64} />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <Panel>
        <Empty icon={<IconStack />} title={t("runs.none.title")} text={t("runs.none.text")} />
      </Panel>
    );
  return (
    <ul className={styles.runs}>
      {items.map((run) => (
        <li key={run.id}>
          <RunCard run={run} linked />
        </li>
      ))}
    </ul>
  );
}
