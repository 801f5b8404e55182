import { Box, Button, Group, Menu, Select } from "@mantine/core";
import { apiPrefix, auditExportPath, auditOutcomes } from "@plimsoll/api/bare";
import { IconDownload, IconHistory, IconLink } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { DataTable, unknownTotal } from "../../../components/data-table/data-table.tsx";
import pick from "../../../components/filter-bar/filter-bar.module.css";
import { FilterBar } from "../../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../../components/filter-bar/filter-text.tsx";
import { ServiceText } from "../../../components/service-text/service-text.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { moreOf } from "../../../data/paged.ts";
import { useAudit, useCheckAudit } from "../../../data/use-audit.ts";
import { useMay } from "../../../data/use-session.ts";
import { inWorkspace } from "../../../data/workspace.ts";
import type { PeopleSearch } from "../people-search.ts";
import { useAuditColumns } from "./audit-columns.tsx";

const route = getRouteApi("/inside/people");
const forms = ["csv", "jsonl"] as const;

/** Who did what: of the acting workspace, or of everything. */
export function AuditTab() {
  const { t } = useTranslation();
  const { q, actor, action, outcome } = route.useSearch();
  const navigate = useNavigate({ from: "/people" });
  const filter = { target: q, actor, action, outcome };
  const audit = useAudit(filter);
  const check = useCheckAudit();
  const mayCheck = useMay("people.edit");
  const columns = useAuditColumns();
  const change = (next: Partial<PeopleSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const rows = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const asked = new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
  return (
    <>
      <Group justify="space-between" mb="sm">
        <FilterBar>
          <FilterText
            label={t("audit.target")}
            value={q}
            onChange={(next) => change({ q: next })}
          />
          <FilterText
            label={t("audit.actor")}
            value={actor}
            onChange={(next) => change({ actor: next })}
          />
          <FilterText
            label={t("audit.action")}
            value={action}
            onChange={(next) => change({ action: next })}
          />
          <Select
            size="xs"
            className={pick.pick ?? ""}
            aria-label={t("audit.outcome")}
            placeholder={t("audit.allOutcomes")}
            data={auditOutcomes.map((one) => ({ value: one, label: t(`auditOutcome.${one}`) }))}
            value={outcome ?? null}
            onChange={(value) => change({ outcome: auditOutcomes.find((one) => one === value) })}
            clearable
            clearButtonProps={{ "aria-label": t("audit.allOutcomes") }}
          />
        </FilterBar>
        <Group gap="xs">
          {mayCheck && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconLink size={15} />}
              loading={check.isPending}
              onClick={() => check.mutate()}
            >
              {t("audit.check")}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<IconDownload size={15} />}>
                {t("action.export")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {forms.map((form) => (
                <Menu.Item
                  key={form}
                  component="a"
                  href={inWorkspace(
                    `${apiPrefix}${auditExportPath}?${new URLSearchParams([...asked, ["format", form]])}`,
                  )}
                  download
                >
                  {t(`auditForm.${form}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {check.error && <ProblemAlert error={check.error} />}
      {check.data && (
        <Box mb="sm">
          <Callout
            tone={check.data.intact ? "note" : "bad"}
            role="status"
            title={t(check.data.intact ? "audit.intact" : "audit.broken", {
              count: check.data.rows,
            })}
          >
            <ServiceText text={check.data.detail} />
          </Callout>
        </Box>
      )}
      <Waiting for={audit} height={48} />
      {audit.isSuccess && rows.length === 0 && (
        <Panel>
          <Empty icon={<IconHistory />} title={t("audit.none")} text={t("audit.noneText")} />
        </Panel>
      )}
      {rows.length > 0 && (
        <DataTable
          label={t("people.view.audit")}
          columns={columns}
          rows={rows}
          rowId={({ id }) => String(id)}
          rowHeight={52}
          total={audit.hasNextPage ? unknownTotal : undefined}
          onMore={moreOf(audit)}
        />
      )}
    </>
  );
}
