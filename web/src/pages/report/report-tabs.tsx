import { Tabs } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CompareTab } from "./compare/compare-tab.tsx";
import { FindingsTab } from "./findings-tab.tsx";
import { LayersTab } from "./layers/layers-tab.tsx";
import { LogTab } from "./log-tab.tsx";
import { PackagesTab } from "./packages/packages-tab.tsx";
import { RemedyTab } from "./remedy/remedy-tab.tsx";
import { reportTabs } from "./report-search.ts";

const route = getRouteApi("/inside/artifacts/$id");

type ReportTabsProps = { artifact: Artifact; report: Report | null };

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
      <Tabs.Panel value="remedy">
        <RemedyTab artifact={artifact} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="packages">
        <PackagesTab artifact={artifact} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="layers">
        <LayersTab artifact={artifact} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="compare">
        <CompareTab artifact={artifact} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="vulnerabilities">
        <FindingsTab artifact={artifact} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="log">
        <LogTab artifact={artifact} />
      </Tabs.Panel>
    </Tabs>
  );
}
