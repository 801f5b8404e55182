import { VisuallyHidden } from "@mantine/core";
import type { Severity, Summary } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { IconCheck, IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./scale-bar.module.css";

type ScaleBarProps = {
  summary: Summary;
  /** Packages that could not be judged: without findings, that is what has to be said. */
  unchecked?: number;
  /** Older than the state beside it. */
  outdated?: boolean;
  size?: "sm" | "lg";
};

/** One segment a severity, as wide as its share, with its letter and its number. */
export function ScaleBar({ summary, unchecked = 0, outdated = false, size = "sm" }: ScaleBarProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (summary.total === 0)
    return (
      <span className={styles.none} data-size={size} data-outdated={outdated}>
        {unchecked > 0 ? (
          <>
            <IconHelpCircle size={14} aria-hidden />
            {t("scale.unchecked", { count: unchecked })}
          </>
        ) : (
          <>
            <IconCheck size={14} aria-hidden />
            {t("scale.none")}
          </>
        )}
      </span>
    );
  return (
    <span className={styles.bar} data-size={size} data-outdated={outdated}>
      {present(summary).map((severity) => (
        <span
          key={severity}
          className={styles.segment}
          style={{
            flexGrow: share(summary, severity),
            backgroundColor: `var(--severity-${severity})`,
            color: `var(--severity-${severity}-text)`,
          }}
        >
          <span aria-hidden>{t(`severityShort.${severity}`)}</span>
          <VisuallyHidden component="span">{t(`severity.${severity}`)}</VisuallyHidden>
          <b>{formatCount(summary[severity], language)}</b>
        </span>
      ))}
    </span>
  );
}

function present(summary: Summary): Severity[] {
  return severities.filter((severity) => summary[severity] > 0);
}

/** Grows with the count but slower, so that two critical ones are seen beside two hundred low ones. */
function share(summary: Summary, severity: Severity): number {
  return Math.sqrt(summary[severity] / summary.total);
}
