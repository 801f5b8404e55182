import { Button, Group, Select } from "@mantine/core";
import type { PersonRow } from "@plimsoll/api";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, unknownTotal } from "../../../components/data-table/data-table.tsx";
import pick from "../../../components/filter-bar/filter-bar.module.css";
import { FilterBar } from "../../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../../components/filter-bar/filter-text.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { moreOf } from "../../../data/paged.ts";
import { usePeople } from "../../../data/use-people.ts";
import { useWorkspaces } from "../../../data/use-workspaces.ts";
import type { PeopleSearch } from "../people-search.ts";
import { usePersonColumns } from "./person-columns.tsx";
import { PersonDialog } from "./person-dialog.tsx";

const route = getRouteApi("/inside/people");

/** Everyone who can sign in, with what they are where. */
export function PeopleTab() {
  const { t } = useTranslation();
  const { q, workspace } = route.useSearch();
  const navigate = useNavigate({ from: "/people" });
  const people = usePeople({ q, workspace });
  const workspaces = useWorkspaces();
  const [edited, setEdited] = useState<PersonRow | "new" | null>(null);
  const columns = usePersonColumns(setEdited);
  const change = (next: Partial<PeopleSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const rows = people.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Group justify="space-between" mb="sm">
        <FilterBar>
          <FilterText
            label={t("people.search")}
            value={q}
            onChange={(next) => change({ q: next })}
          />
          <Select
            size="xs"
            className={pick.pick ?? ""}
            aria-label={t("people.workspace")}
            placeholder={t("people.allWorkspaces")}
            data={(workspaces.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={workspace ?? null}
            onChange={(value) => change({ workspace: value ?? undefined })}
            searchable
            clearable
            clearButtonProps={{ "aria-label": t("people.allWorkspaces") }}
          />
        </FilterBar>
        <Button size="xs" leftSection={<IconUserPlus size={15} />} onClick={() => setEdited("new")}>
          {t("people.invite")}
        </Button>
      </Group>
      <Waiting for={people} height={48} />
      {people.isSuccess && rows.length === 0 && (
        <Panel>
          <Empty icon={<IconUsers />} title={t("people.noMatch")} text={t("state.fewerFilters")} />
        </Panel>
      )}
      {rows.length > 0 && (
        <DataTable
          label={t("people.view.people")}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          rowHeight={48}
          total={people.hasNextPage ? unknownTotal : undefined}
          onMore={moreOf(people)}
        />
      )}
      <PersonDialog edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}
