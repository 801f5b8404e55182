import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { ViewTabs } from "../../components/view-tabs/view-tabs.tsx";
import { useSession } from "../../data/use-session.ts";
import { AuditTab } from "./audit/audit-tab.tsx";
import { IssuersTab } from "./issuers/issuers-tab.tsx";
import { MembersTab } from "./people/members-tab.tsx";
import { PeopleTab } from "./people/people-tab.tsx";
import { peopleViews } from "./people-search.ts";
import { SpacesTab } from "./spaces/spaces-tab.tsx";
import { WorkspacesTab } from "./workspaces/workspaces-tab.tsx";

const route = getRouteApi("/inside/people");

type View = (typeof peopleViews)[number];

const tabs: Readonly<Record<View, () => ReactNode>> = {
  people: PeopleTab,
  members: MembersTab,
  workspaces: WorkspacesTab,
  spaces: SpacesTab,
  issuers: IssuersTab,
  audit: AuditTab,
};

/** Who may do what, and who did what: of the platform, or of the workspace that one administers. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { permissions, workspace } = useSession();
  const shown: Readonly<Record<View, boolean>> = {
    people: permissions.includes("people.edit"),
    members: workspace !== null && permissions.includes("members.read"),
    workspaces: permissions.includes("workspaces.edit"),
    spaces: permissions.includes("workspaces.edit"),
    issuers: permissions.includes("issuers.edit"),
    audit: permissions.includes("audit.read"),
  };
  const { view } = route.useSearch();
  const navigate = useNavigate({ from: "/people" });
  return (
    <Page title={t("frame.people")}>
      <ViewTabs
        views={peopleViews.filter((name) => shown[name])}
        asked={view}
        nameOf={(name) => t(`people.view.${name}`)}
        contents={tabs}
        onChange={(next) => void navigate({ search: { view: next } })}
      />
    </Page>
  );
}
