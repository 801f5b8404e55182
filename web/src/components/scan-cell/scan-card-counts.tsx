import { type Summary, severities } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { SeveritySwatch } from "../severity/severity-mark.tsx";
import styles from "./scan-cell.module.css";

/** All six, also where there are none: they add up to the total. */
export function ScanCardCounts({ summary }: { summary: Summary }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <dl className={styles.counts} style={{ margin: 0 }}>
      {severities.map((severity) => (
        <div
          key={severity}
          className={styles.countRow}
          data-none={summary[severity] === 0 || undefined}
        >
          <dt>
            <SeveritySwatch severity={severity} />
            <span>{t(`severity.${severity}`)}</span>
          </dt>
          <dd>{formatCount(summary[severity], language)}</dd>
        </div>
      ))}
      <div className={styles.countRow} data-total>
        <dt>
          <span />
          <span>{t("card.total")}</span>
        </dt>
        <dd>{formatCount(summary.total, language)}</dd>
      </div>
      <div className={styles.countRow}>
        <dt>
          <span />
          <span>{t("card.fixable")}</span>
        </dt>
        <dd>{formatCount(summary.fixable, language)}</dd>
      </div>
    </dl>
  );
}
