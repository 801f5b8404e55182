import { Button } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable, unknownTotal } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { useScans } from "../../data/use-scans.ts";
import { useScanColumns } from "./scan-columns.tsx";

const route = getRouteApi("/inside/scans");

export function ScansList() {
  const { t } = useTranslation();
  const { view: _, ...filter } = route.useSearch();
  const navigate = useNavigate({ from: "/scans" });
  const scans = useScans(filter);
  const columns = useScanColumns();
  if (!scans.isSuccess) return <Waiting for={scans} height={48} />;
  const rows = scans.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    const filtered = Object.values(filter).some(Boolean);
    return (
      <Panel>
        <Empty
          icon={<IconListSearch />}
          title={t(filtered ? "scans.noMatch" : "scans.none.title")}
          text={t(filtered ? "state.fewerFilters" : "scans.none.text")}
        >
          {filtered && (
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              {t("action.clearFilter")}
            </Button>
          )}
        </Empty>
      </Panel>
    );
  }
  return (
    <DataTable
      label={t("frame.scans")}
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowHeight={48}
      total={scans.hasNextPage ? unknownTotal : undefined}
      onMore={moreOf(scans)}
    />
  );
}
