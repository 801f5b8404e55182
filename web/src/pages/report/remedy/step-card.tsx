import { Badge, Group, Text } from "@mantine/core";
import type { RemedyStep } from "@plimsoll/api";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import { ChangeText } from "./change-text.tsx";
import { FindingRefs } from "./finding-refs.tsx";
import styles from "./remedy.module.css";
import { useStepTitle } from "./use-step-title.ts";

type StepCardProps = {
  step: RemedyStep;
  /** Its place in the plan; null where it is only worth a thought. */
  number: number | null;
};

/** One change to make: whose it is, the exact words, what it clears, and what may break. */
export function StepCard({ step, number }: StepCardProps) {
  const { t } = useTranslation();
  const title = useStepTitle();
  const [shortest, ...others] = step.changes;
  const moved = step.packages.filter(({ from, to }) => to !== null && to !== from);
  return (
    <article className={styles.step}>
      <header className={styles.title}>
        {number !== null && <span className={styles.number}>{number}</span>}
        <h3>{title(step)}</h3>
        <Group gap={6}>
          <Badge variant="light" color={step.who === "you" ? "hull" : "gray"}>
            {t(`remedy.who.${step.who}`)}
          </Badge>
          {step.risk !== "unknown" && (
            <Badge variant="outline" color={step.risk === "major" ? "red" : "gray"}>
              {t(`remedy.risk.${step.risk}`)}
            </Badge>
          )}
          {step.confidence !== "verified" && (
            <Badge variant="outline" color="gray">
              {t(`remedy.confidence.${step.confidence}`)}
            </Badge>
          )}
        </Group>
      </header>
      <Group gap="sm" wrap="nowrap" className={styles.bars ?? ""}>
        <ScaleBar summary={step.before} />
        <IconArrowRight size={16} aria-label={t("remedy.becomes")} role="img" />
        <ScaleBar summary={step.after} />
      </Group>
      {shortest && <ChangeText change={shortest} />}
      {others.length > 0 && (
        <details>
          <summary>{t("remedy.otherWays", { count: others.length })}</summary>
          {others.map((change) => (
            <ChangeText key={`${change.kind} ${change.text}`} change={change} />
          ))}
        </details>
      )}
      {step.smaller && (
        <div className={styles.smaller}>
          <Text size="sm">
            {t("remedy.smaller", {
              version: step.smaller.version,
              count: step.smaller.clears.length,
            })}
          </Text>
          {step.smaller.changes.slice(0, 1).map((change) => (
            <ChangeText key={change.text} change={change} />
          ))}
        </div>
      )}
      <FindingRefs label={t("remedy.clears", { count: step.clears.length })} refs={step.clears} />
      {step.brings.length > 0 && (
        <FindingRefs label={t("remedy.brings", { count: step.brings.length })} refs={step.brings} />
      )}
      {moved.length > 1 && (
        <details>
          <summary>{t("remedy.packages", { count: moved.length })}</summary>
          <Scrollable label={t("remedy.packages", { count: moved.length })}>
            <ul className={styles.refs}>
              {moved.map(({ name, path, from, to }) => (
                <li key={`${name} ${path} ${from}`}>
                  <b>{name}</b> {from} → {to} <span className={styles.path}>{path}</span>
                </li>
              ))}
            </ul>
          </Scrollable>
        </details>
      )}
    </article>
  );
}
