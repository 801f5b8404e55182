import type { Permission } from "@plimsoll/api";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { ViewTabs } from "../../components/view-tabs/view-tabs.tsx";
import { useSession } from "../../data/use-session.ts";
import { ChannelsTab } from "./channels/channels-tab.tsx";
import { ExceptionsTab } from "./exceptions/exceptions-tab.tsx";
import { GateTab } from "./gate/gate-tab.tsx";
import { policyViews } from "./policies-search.ts";
import { PoliciesTab } from "./rules/policies-tab.tsx";
import { SchedulesTab } from "./schedules/schedules-tab.tsx";

const route = getRouteApi("/inside/policies");

const tabs: Readonly<Record<(typeof policyViews)[number], () => ReactNode>> = {
  policies: PoliciesTab,
  exceptions: ExceptionsTab,
  schedules: SchedulesTab,
  channels: ChannelsTab,
  gate: GateTab,
};

/** What one needs to look at each: where news goes to, and how clusters are answered, is not for everyone. */
const needed: Readonly<Record<(typeof policyViews)[number], Permission>> = {
  policies: "results.read",
  exceptions: "results.read",
  schedules: "results.read",
  channels: "channels.edit",
  gate: "admission.edit",
};

/** What may sail, what is accepted, what is scanned by itself, and who is told. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const { view } = route.useSearch();
  const { permissions } = useSession();
  const navigate = useNavigate({ from: "/policies" });
  return (
    <Page title={t("frame.policies")}>
      <ViewTabs
        views={policyViews.filter((name) => permissions.includes(needed[name]))}
        asked={view}
        nameOf={(name) => t(`policies.view.${name}`)}
        contents={tabs}
        onChange={(next) => void navigate({ search: { view: next } })}
      />
    </Page>
  );
}
