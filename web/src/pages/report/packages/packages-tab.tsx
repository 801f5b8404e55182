import { Stack, Switch, Text } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconPackageOff } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { FilterBar } from "../../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../../components/filter-bar/filter-text.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { moreOf } from "../../../data/paged.ts";
import { usePackages } from "../../../data/use-packages.ts";
import { ExportMenu } from "../export-menu.tsx";
import { NoMatch } from "../no-match.tsx";
import { NoReport } from "../no-report.tsx";
import type { ReportSearch } from "../report-search.ts";
import { usePackageColumns } from "./package-columns.tsx";

const route = getRouteApi("/inside/artifacts/$id");

type PackagesTabProps = { artifact: Artifact; report: Report | null };

/** What is installed. */
export function PackagesTab({ artifact, report }: PackagesTabProps) {
  if (report === null) return <NoReport artifact={artifact} />;
  return <Packages artifact={artifact} />;
}

function Packages({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { scanner, q, affected } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const change = (next: Partial<ReportSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const packages = usePackages(artifact.id, { scanner, q, affected });
  const columns = usePackageColumns(artifact.children !== null);
  const rows = packages.data?.pages.flatMap((page) => page.items) ?? [];
  const total = packages.data?.pages[0]?.total ?? 0;
  const filtered = q !== undefined || affected === true;

  if (!packages.isSuccess) return <Waiting for={packages} height={42} />;
  if (rows.length === 0 && !filtered)
    return (
      <Panel>
        <Empty
          icon={<IconPackageOff />}
          title={t("packages.none.title")}
          text={t("packages.none.text")}
        />
      </Panel>
    );
  return (
    <Stack gap="sm">
      <FilterBar>
        <FilterText
          label={t("packages.search")}
          value={q}
          onChange={(next) => change({ q: next })}
        />
        <Switch
          size="sm"
          label={t("packages.affected")}
          checked={affected ?? false}
          onChange={(event) => change({ affected: event.currentTarget.checked || undefined })}
        />
        {artifact.children === null && (
          <ExportMenu
            artifactId={artifact.id}
            label={t("packages.bill")}
            forms={["cyclonedx", "spdx"]}
          />
        )}
      </FilterBar>
      <Text size="xs" c="dimmed" role="status">
        {t("packages.count", { count: total })}
      </Text>
      {rows.length === 0 ? (
        <NoMatch
          title={t("packages.noMatch.title")}
          onClear={() => change({ q: undefined, affected: undefined })}
        />
      ) : (
        <DataTable
          label={t("report.tab.packages")}
          columns={columns}
          rows={rows}
          rowId={({ artifactId, purl, path, layer }) => [artifactId, purl, path, layer].join(" ")}
          rowHeight={42}
          total={total}
          onMore={moreOf(packages)}
        />
      )}
    </Stack>
  );
}
