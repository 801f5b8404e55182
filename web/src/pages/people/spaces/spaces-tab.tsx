import { Group, Select, Text } from "@mantine/core";
import type { SpaceAccess } from "@plimsoll/api";
import { IconFolders } from "@tabler/icons-react";
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
import { useRegistries } from "../../../data/use-registries.ts";
import { useSpaceAccess } from "../../../data/use-workspaces.ts";
import type { PeopleSearch } from "../people-search.ts";
import { SpaceAccessDialog } from "./space-access-dialog.tsx";
import { useSpaceColumns } from "./space-columns.tsx";

const route = getRouteApi("/inside/people");

/** Which workspaces see which registry spaces. */
export function SpacesTab() {
  const { t } = useTranslation();
  const { q, registry } = route.useSearch();
  const navigate = useNavigate({ from: "/people" });
  const spaces = useSpaceAccess({ q, registry });
  const registries = useRegistries();
  const [edited, setEdited] = useState<SpaceAccess | null>(null);
  const columns = useSpaceColumns(setEdited);
  const change = (next: Partial<PeopleSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const rows = spaces.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = q !== undefined || registry !== undefined;
  return (
    <>
      <Group justify="space-between" mb="sm">
        <FilterBar>
          <FilterText
            label={t("spaces.search")}
            value={q}
            onChange={(next) => change({ q: next })}
          />
          <Select
            size="xs"
            className={pick.pick ?? ""}
            aria-label={t("images.registry")}
            placeholder={t("images.allRegistries")}
            data={(registries.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={registry ?? null}
            onChange={(value) => change({ registry: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": t("images.allRegistries") }}
          />
        </FilterBar>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("spaces.note")}
      </Text>
      <Waiting for={spaces} height={48} />
      {spaces.isSuccess && rows.length === 0 && (
        <Panel>
          <Empty
            icon={<IconFolders />}
            title={t(filtered ? "spaces.noMatch" : "spaces.none.title")}
            text={t(filtered ? "state.fewerFilters" : "spaces.none.text")}
          />
        </Panel>
      )}
      {rows.length > 0 && (
        <DataTable
          label={t("people.view.spaces")}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          rowHeight={48}
          total={spaces.hasNextPage ? unknownTotal : undefined}
          onMore={moreOf(spaces)}
        />
      )}
      <SpaceAccessDialog space={edited} onClose={() => setEdited(null)} />
    </>
  );
}
