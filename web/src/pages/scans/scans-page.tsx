import { Stack } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { ViewTabs } from "../../components/view-tabs/view-tabs.tsx";
import { RunHead } from "./run-head.tsx";
import { RunsList } from "./runs-list.tsx";
import { ScansFilter } from "./scans-filter.tsx";
import { ScansList } from "./scans-list.tsx";
import { scansViews } from "./scans-search.ts";

const route = getRouteApi("/inside/scans");

const tabs = { scans: ScansView, runs: RunsList } as const;

/** What runs, waits and went wrong; and the runs of many. */
export function ScansPage() {
  const { t } = useTranslation();
  const { view } = route.useSearch();
  const navigate = useNavigate({ from: "/scans" });
  return (
    <Page title={t("frame.scans")}>
      <ViewTabs
        views={scansViews}
        asked={view}
        nameOf={(name) => t(`scans.view.${name}`)}
        contents={tabs}
        onChange={(next) => void navigate({ search: { view: next } })}
      />
    </Page>
  );
}

function ScansView() {
  const { run } = route.useSearch();
  return (
    <Stack gap="sm">
      {run && <RunHead id={run} />}
      <ScansFilter />
      <ScansList />
    </Stack>
  );
}
