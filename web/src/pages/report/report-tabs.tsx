import { Tabs } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ComponentType, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { later } from "../../later/later.ts";
import { reportTabs } from "./report-search.ts";

const route = getRouteApi("/inside/artifacts/$id");

type ReportTabsProps = { artifact: Artifact; report: Report | null };

/** Each is loaded when it is looked at. */
const panels = {
  remedy: later(() => import("./remedy/remedy-tab.tsx"), "RemedyTab"),
  vulnerabilities: later(() => import("./findings-tab.tsx"), "FindingsTab"),
  packages: later(() => import("./packages/packages-tab.tsx"), "PackagesTab"),
  layers: later(() => import("./layers/layers-tab.tsx"), "LayersTab"),
  compare: later(() => import("./compare/compare-tab.tsx"), "CompareTab"),
  log: later(() => import("./log-tab.tsx"), "LogTab"),
} satisfies Record<(typeof reportTabs)[number], ComponentType<ReportTabsProps>>;

/** While what the report is of is still being read. */
export function preloadTab(tab: (typeof reportTabs)[number] = "remedy"): void {
  panels[tab].preload();
}

export function ReportTabs({ artifact, report }: ReportTabsProps) {
  const { t } = useTranslation();
  const { tab = "remedy" } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });

  function open(value: string | null) {
    const next = reportTabs.find((one) => one === value);
    // What narrows one list means nothing to the next.
    void navigate({
      search: ({ scanner, platform }) => ({
        ...{ scanner, platform, tab: next === "remedy" ? undefined : next },
      }),
    });
  }

  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List mb="sm">
        {reportTabs.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`report.tab.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.entries(panels).map(([name, Panel]) => (
        <Tabs.Panel key={name} value={name}>
          <Suspense fallback={<LoadingRows />}>
            <Panel artifact={artifact} report={report} />
          </Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
