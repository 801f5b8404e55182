import { Button, MultiSelect, Switch, Text } from "@mantine/core";
import { severities, vulnerabilitySorts } from "@plimsoll/api/bare";
import { IconSearchOff, IconShieldCheck } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { FilterBar } from "../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../components/filter-bar/filter-text.tsx";
import { Page } from "../../components/page/page.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { useVulnerabilities } from "../../data/use-vulnerabilities.ts";
import type { VulnerabilitiesSearch } from "./vulnerabilities-search.ts";
import { useVulnerabilityColumns } from "./vulnerability-columns.tsx";

const route = getRouteApi("/inside/vulnerabilities");

/** Every vulnerability over the newest tags of all images. */
export function VulnerabilitiesPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("frame.vulnerabilities")}>
      <VulnerabilitiesFilter />
      <VulnerabilitiesList />
    </Page>
  );
}

function useChange() {
  const navigate = useNavigate({ from: "/vulnerabilities" });
  return (next: Partial<VulnerabilitiesSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
}

function VulnerabilitiesFilter() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const change = useChange();
  return (
    <FilterBar>
      <FilterText
        label={t("vulnerabilities.search")}
        value={search.q}
        onChange={(q) => change({ q })}
      />
      <MultiSelect
        size="xs"
        miw={170}
        aria-label={t("findings.severity")}
        placeholder={search.severity ? "" : t("findings.severity")}
        data={severities.map((one) => ({ value: one, label: t(`severity.${one}`) }))}
        value={search.severity ?? []}
        onChange={(chosen) => {
          const severity = severities.filter((one) => chosen.includes(one));
          change({ severity: severity.length > 0 ? severity : undefined });
        }}
        clearable
        clearButtonProps={{ "aria-label": t("action.clear") }}
      />
      <Switch
        size="sm"
        label={t("vulnerabilities.kev")}
        checked={search.kev ?? false}
        onChange={(event) => change({ kev: event.currentTarget.checked || undefined })}
      />
      <Switch
        size="sm"
        label={t("findings.fixableOnly")}
        checked={search.fixable ?? false}
        onChange={(event) => change({ fixable: event.currentTarget.checked || undefined })}
      />
    </FilterBar>
  );
}

function VulnerabilitiesList() {
  const { t } = useTranslation();
  const { sort = "severity", order = "desc", ...rest } = route.useSearch();
  const change = useChange();
  const found = useVulnerabilities({ ...rest, sort, order });
  const columns = useVulnerabilityColumns();
  if (!found.isSuccess) return <Waiting for={found} height={44} />;
  const rows = found.data.pages.flatMap((page) => page.items);
  const total = found.data.pages[0]?.total ?? 0;
  const filtered = Object.values(rest).some(Boolean);
  if (rows.length === 0)
    return (
      <Panel>
        <Empty
          icon={filtered ? <IconSearchOff /> : <IconShieldCheck />}
          title={t(filtered ? "findings.noMatch" : "vulnerabilities.none.title")}
          text={t(filtered ? "state.fewerFilters" : "vulnerabilities.none.text")}
        >
          {filtered && (
            <Button
              variant="default"
              onClick={() =>
                change({ q: undefined, severity: undefined, kev: undefined, fixable: undefined })
              }
            >
              {t("action.clearFilter")}
            </Button>
          )}
        </Empty>
      </Panel>
    );
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {t("vulnerabilities.count", { count: total })}
      </Text>
      <DataTable
        label={t("frame.vulnerabilities")}
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        rowHeight={44}
        total={total}
        sorting={{
          by: sort,
          order,
          onChange: (by, next) =>
            change({ sort: vulnerabilitySorts.find((one) => one === by), order: next }),
        }}
        onMore={moreOf(found)}
      />
    </>
  );
}
