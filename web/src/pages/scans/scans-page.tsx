import { Stack, Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { RunHead } from "./run-head.tsx";
import { RunsList } from "./runs-list.tsx";
import { ScansFilter } from "./scans-filter.tsx";
import { ScansList } from "./scans-list.tsx";
import { scansViews } from "./scans-search.ts";

const route = getRouteApi("/inside/scans");

/** What runs, waits and went wrong; and the runs of many. */
export function ScansPage() {
  const { t } = useTranslation();
  const { view = "scans", run } = route.useSearch();
  const navigate = useNavigate({ from: "/scans" });
  return (
    <Page title={t("frame.scans")}>
      <Tabs
        value={view}
        onChange={(value) => {
          const next = scansViews.find((one) => one === value);
          void navigate({ search: { view: next === "scans" ? undefined : next } });
        }}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          {scansViews.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`scans.view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="scans">
          <Stack gap="sm">
            {run && <RunHead id={run} />}
            <ScansFilter />
            <ScansList />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <RunsList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
