import { Stack, Text } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconShieldCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { useRemedy } from "../../../data/use-remedy.ts";
import { NoReport } from "../no-report.tsx";
import { CleanerTags } from "./cleaner-tags.tsx";
import { PlanHead } from "./plan-head.tsx";
import { RemainingGroup } from "./remaining-group.tsx";
import styles from "./remedy.module.css";
import { StepCard } from "./step-card.tsx";

const route = getRouteApi("/inside/artifacts/$id");

type RemedyTabProps = { artifact: Artifact; report: Report | null };

/** What to do: the steps in the order to take them, and what stays after all of them. */
export function RemedyTab({ artifact, report }: RemedyTabProps) {
  if (report === null) return <NoReport artifact={artifact} />;
  return <Remedy artifact={artifact} />;
}

function Remedy({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { scanner } = route.useSearch();
  const remedy = useRemedy(artifact.id, scanner);
  if (!remedy.isSuccess) return <Waiting for={remedy} height={90} />;
  const { plan, base, cleaner, platform } = remedy.data;
  if (plan.before.total === 0)
    return (
      <Panel>
        <Empty
          icon={<IconShieldCheck />}
          title={t("remedy.nothing.title")}
          text={t("remedy.nothing.text")}
        />
      </Panel>
    );
  return (
    <Stack gap="md">
      <PlanHead
        plan={plan}
        base={base}
        platform={artifact.children && artifact.children.length > 1 ? platform : null}
      />
      {!plan.verified && <Callout tone="note">{t("remedy.unverified")}</Callout>}
      {cleaner.length > 0 && <CleanerTags cleaner={cleaner} artifactId={artifact.id} />}
      {plan.steps.length > 0 && (
        <ol className={styles.steps}>
          {plan.steps.map((step, at) => (
            <li key={step.id}>
              <StepCard step={step} number={at + 1} />
            </li>
          ))}
        </ol>
      )}
      {plan.optional.length > 0 && (
        <section>
          <h2 className={styles.heading}>{t("remedy.optional.title")}</h2>
          <Text size="sm" c="dimmed" mb="xs">
            {t("remedy.optional.text")}
          </Text>
          <ul className={styles.steps}>
            {plan.optional.map((step) => (
              <li key={step.id}>
                <StepCard step={step} number={null} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan.remaining.length > 0 && (
        <section>
          <h2 className={styles.heading}>
            {t("remedy.remaining.title", { count: plan.after.total })}
          </h2>
          <ul className={styles.steps}>
            {plan.remaining.map((group) => (
              <li key={group.reason}>
                <RemainingGroup group={group} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Stack>
  );
}
