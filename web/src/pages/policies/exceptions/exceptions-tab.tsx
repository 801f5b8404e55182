import { Button, Group, Select, Text } from "@mantine/core";
import { IconFileImport, IconPlus, IconShieldHalf } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { ExceptionDialog } from "../../../components/exception-form/exception-dialog.tsx";
import pick from "../../../components/filter-bar/filter-bar.module.css";
import { FilterBar } from "../../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../../components/filter-bar/filter-text.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { moreOf } from "../../../data/paged.ts";
import { useExceptions } from "../../../data/use-exceptions.ts";
import { useMay } from "../../../data/use-session.ts";
import type { PoliciesSearch } from "../policies-search.ts";
import { useExceptionColumns } from "./exception-columns.tsx";
import { ImportDialog } from "./import-dialog.tsx";

const route = getRouteApi("/inside/policies");
const states = ["active", "expiring", "expired"] as const;

/** What is accepted, by whom, why and until when. */
export function ExceptionsTab() {
  const { t } = useTranslation();
  const mayChange = useMay("exceptions.edit");
  const { q, state } = route.useSearch();
  const navigate = useNavigate({ from: "/policies" });
  const exceptions = useExceptions({ q, state });
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const columns = useExceptionColumns();
  const change = (next: Partial<PoliciesSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const rows = exceptions.data?.pages.flatMap((page) => page.items) ?? [];
  const total = exceptions.data?.pages[0]?.total ?? 0;
  const filtered = q !== undefined || state !== undefined;
  const actions = mayChange && (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileImport size={15} />}
        onClick={() => setImporting(true)}
      >
        {t("exceptions.import")}
      </Button>
      <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
        {t("exceptions.add")}
      </Button>
    </Group>
  );
  return (
    <>
      <Group justify="space-between" mb="sm">
        <FilterBar>
          <FilterText
            label={t("exceptions.search")}
            value={q}
            onChange={(next) => change({ q: next })}
          />
          <Select
            size="xs"
            className={pick.pick ?? ""}
            aria-label={t("exceptions.state")}
            placeholder={t("exceptions.allStates")}
            data={states.map((one) => ({ value: one, label: t(`exceptionState.${one}`) }))}
            value={state ?? null}
            onChange={(value) => change({ state: states.find((one) => one === value) })}
            clearable
            clearButtonProps={{ "aria-label": t("exceptions.allStates") }}
          />
        </FilterBar>
        {actions}
      </Group>
      <Waiting for={exceptions} height={48} />
      {exceptions.isSuccess && rows.length === 0 && (
        <Panel>
          <Empty
            icon={<IconShieldHalf />}
            title={t(filtered ? "exceptions.noMatch" : "exceptions.none.title")}
            text={t(filtered ? "state.fewerFilters" : "exceptions.none.text")}
          />
        </Panel>
      )}
      {rows.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status" mb={6}>
            {t("exceptions.count", { count: total })}
          </Text>
          <DataTable
            label={t("policies.view.exceptions")}
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            rowHeight={48}
            total={total}
            onMore={moreOf(exceptions)}
          />
        </>
      )}
      <ExceptionDialog opened={adding} onClose={() => setAdding(false)} />
      <ImportDialog opened={importing} onClose={() => setImporting(false)} />
    </>
  );
}
