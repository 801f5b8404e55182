import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Page } from "../../components/page/page.tsx";
import { ScaleBar } from "../../components/scale-bar/scale-bar.tsx";
import { Stat, Stats } from "../../components/stat/stat.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { TrendChart } from "../../components/trend-chart/trend-chart.tsx";
import { useOverview } from "../../data/use-overview.ts";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { Coverage } from "./coverage.tsx";
import { Figures } from "./figures.tsx";
import { LastChange } from "./last-change.tsx";
import { OverviewEmpty } from "./overview-empty.tsx";
import { Verdicts } from "./verdicts.tsx";
import { WorstImages } from "./worst-images.tsx";

/** How everything stands: what there is, how much of it is known, where to begin. */
export function OverviewPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const overview = useOverview();
  return (
    <Page title={t("frame.overview")}>
      <Waiting for={overview} rows={4} height={110} />
      {overview.data?.stale && (
        <Callout tone="warn" title={t("overview.stale.title")}>
          {t("overview.stale.text", { date: formatDay(overview.data.database.date, language) })}
        </Callout>
      )}
      {overview.data &&
        (overview.data.images === 0 ? (
          <OverviewEmpty />
        ) : (
          <Stats>
            <Stat title={t("overview.findings")} wide>
              <ScaleBar summary={overview.data.summary} size="lg" />
              <Figures overview={overview.data} />
            </Stat>
            <Stat title={t("overview.coverage")}>
              <Coverage coverage={overview.data.coverage} />
            </Stat>
            <Stat title={t("overview.verdicts")}>
              <Verdicts verdicts={overview.data.verdicts} />
            </Stat>
            <Stat title={t("overview.change")}>
              <LastChange change={overview.data.change} />
              <Text size="xs" c="dimmed">
                {t("overview.database", {
                  name: overview.data.database.name,
                  date: formatDay(overview.data.database.date, language),
                })}
              </Text>
            </Stat>
            <Stat title={t("overview.trend")} wide>
              <TrendChart trend={overview.data.trend} />
            </Stat>
            <Stat title={t("overview.worst")} wide>
              <WorstImages worst={overview.data.worst} />
            </Stat>
          </Stats>
        ))}
    </Page>
  );
}
