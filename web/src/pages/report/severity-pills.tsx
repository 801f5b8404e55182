import { UnstyledButton } from "@mantine/core";
import type { Severity, Summary } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { SeveritySwatch } from "../../components/severity/severity-mark.tsx";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./report.module.css";

type SeverityPillsProps = {
  summary: Summary;
  chosen: Severity[];
  onChange: (chosen: Severity[]) => void;
};

/** Each severity that there is, to be shown or not; none chosen shows all. */
export function SeverityPills({ summary, chosen, onChange }: SeverityPillsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const offered = severities.filter((one) => summary[one] > 0 || chosen.includes(one));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame around buttons
    <div role="group" aria-label={t("findings.severity")} className={styles.pills}>
      {offered.map((severity) => {
        const on = chosen.includes(severity);
        return (
          <UnstyledButton
            key={severity}
            className={styles.pill}
            aria-pressed={on}
            onClick={() =>
              onChange(severities.filter((one) => (one === severity ? !on : chosen.includes(one))))
            }
          >
            <SeveritySwatch severity={severity} />
            {t(`severity.${severity}`)}
            <b>{formatCount(summary[severity], language)}</b>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
