import type { Overview } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { scaleLinear, scaleUtc } from "@visx/scale";
import { AreaStack } from "@visx/shape";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { useWidth } from "../../measure/use-width.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./trend-chart.module.css";

const height = 160;
const margin = { top: 8, right: 4, bottom: 20, left: 44 };
type Day = Overview["trend"][number];

/** Findings by severity day by day, the worst at the bottom. */
export function TrendArea({ trend }: { trend: Overview["trend"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { ref, width } = useWidth();
  const [first, last] = [trend[0], trend.at(-1)];
  const most = Math.max(1, ...trend.map(({ summary }) => summary.total));
  const x = scaleUtc({
    domain: [Date.parse(first?.day ?? ""), Date.parse(last?.day ?? "")],
    range: [margin.left, width - margin.right],
  });
  const y = scaleLinear({
    domain: [0, most],
    range: [height - margin.bottom, margin.top],
    nice: true,
  });
  return (
    <div ref={ref} className={styles.area}>
      {width > 0 && first && last && (
        <svg width={width} height={height} role="img" aria-label={t("overview.trend")}>
          {y.ticks(3).map((tick) => (
            <g key={tick} className={styles.tick}>
              <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text x={margin.left - 6} y={y(tick)} dy="0.32em" textAnchor="end">
                {formatCount(tick, language)}
              </text>
            </g>
          ))}
          <AreaStack
            keys={[...severities]}
            data={trend}
            value={({ summary }, severity) => summary[severity]}
            x={({ data }) => x(Date.parse((data as Day).day)) ?? 0}
            y0={([from]) => y(from ?? 0) ?? 0}
            y1={([, to]) => y(to ?? 0) ?? 0}
            color={(severity) => `var(--severity-${severity})`}
          />
          <text x={margin.left} y={height - 4} className={styles.day}>
            {formatDay(first.day, language)}
          </text>
          <text x={width - margin.right} y={height - 4} textAnchor="end" className={styles.day}>
            {formatDay(last.day, language)}
          </text>
        </svg>
      )}
    </div>
  );
}
