import type { Overview } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { later } from "../../later/later.ts";
import { useLanguage } from "../../words/use-language.ts";
import { Scrollable } from "../scrollable/scrollable.tsx";
import styles from "./trend-chart.module.css";

// What draws it weighs more than the rest of the page, which can be read without.
const TrendArea = later(() => import("./trend-area.tsx"), "TrendArea");

/** Findings by severity over time; the same as a table for who does not see it. */
export function TrendChart({ trend }: { trend: Overview["trend"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={styles.frame}>
      {trend.length < 2 ? (
        <p className={styles.none}>{t("overview.trendLater")}</p>
      ) : (
        <Suspense fallback={<div className={styles.area} />}>
          <TrendArea trend={trend} />
        </Suspense>
      )}
      <details>
        <summary>{t("overview.trendTable")}</summary>
        <Scrollable label={t("overview.trend")}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("overview.day")}</th>
                {severities.map((severity) => (
                  <th key={severity} scope="col">
                    {t(`severity.${severity}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {trend.toReversed().map(({ day, summary }) => (
                <tr key={day}>
                  <th scope="row">{formatDay(day, language)}</th>
                  {severities.map((severity) => (
                    <td key={severity}>{formatCount(summary[severity], language)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      </details>
    </div>
  );
}
