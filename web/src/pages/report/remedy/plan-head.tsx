import { Group, Text } from "@mantine/core";
import type { BaseImage, Plan } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { formatCount } from "../../../format/numbers.ts";
import { useLanguage } from "../../../words/use-language.ts";
import { BaseLine } from "./base-line.tsx";
import { CopyAll } from "./copy-all.tsx";
import styles from "./remedy.module.css";

type PlanHeadProps = {
  plan: Plan;
  base: BaseImage | null;
  /** Of an index, the one that the plan is for. */
  platform: string | null;
};

/** The promise in one line, and what the image was built upon. */
export function PlanHead({ plan, base, platform }: PlanHeadProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { steps, before, after } = plan;
  const cleared = before.total - after.total;
  const worst = severities.find((severity) => before[severity] > 0);
  return (
    <section className={styles.head}>
      <h2 className={styles.promise}>
        {steps.length === 0
          ? t("remedy.noSteps", { count: before.total })
          : t("remedy.promise", {
              count: steps.length,
              cleared: formatCount(cleared, language),
              total: formatCount(before.total, language),
            })}
        {steps.length > 0 && worst && after[worst] === 0 && (
          <span>{t("remedy.allOf", { severity: t(`severity.${worst}`).toLowerCase() })}</span>
        )}
      </h2>
      <Group gap="sm" wrap="nowrap" className={styles.bars ?? ""}>
        <ScaleBar summary={before} />
        <IconArrowRight size={18} aria-label={t("remedy.becomes")} role="img" />
        <ScaleBar summary={after} />
      </Group>
      {steps.length > 1 && <CopyAll steps={steps} />}
      <BaseLine base={base} />
      {platform && (
        <Text size="sm" c="dimmed">
          {t("remedy.ofPlatform", { platform })}
        </Text>
      )}
    </section>
  );
}
