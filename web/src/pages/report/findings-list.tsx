import { Text } from "@mantine/core";
import type { Artifact, ReportFinding } from "@plimsoll/api";
import { findingSorts } from "@plimsoll/api/bare";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { useFindings } from "../../data/use-findings.ts";
import { useFindingColumns } from "./finding-columns.tsx";
import { FindingDrawer } from "./finding-drawer.tsx";
import { findingKey } from "./finding-key.ts";
import { NoMatch } from "./no-match.tsx";
import { useFindingFilter } from "./use-finding-filter.ts";

const route = getRouteApi("/inside/artifacts/$id");

export function FindingsList({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { finding: opened } = route.useSearch();
  const { filter, change, clear } = useFindingFilter();
  const findings = useFindings(artifact.id, filter);
  const rows = findings.data?.pages.flatMap((page) => page.items) ?? [];
  const total = findings.data?.pages[0]?.total ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `change` reads the address when called
  const open = useCallback(
    (finding: ReportFinding) => change({ finding: findingKey(finding) }),
    [],
  );
  const columns = useFindingColumns(artifact.children !== null, open);

  if (!findings.isSuccess) return <Waiting for={findings} height={42} />;
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {t("findings.count", { count: total })}
      </Text>
      {rows.length === 0 ? (
        <NoMatch title={t("findings.noMatch")} onClear={clear} />
      ) : (
        <DataTable
          label={t("report.tab.vulnerabilities")}
          columns={columns}
          rows={rows}
          rowId={findingKey}
          rowHeight={42}
          total={total}
          sorting={{
            by: filter.sort,
            order: filter.order,
            onChange: (by, order) =>
              change({ sort: findingSorts.find((sort) => sort === by), order }),
          }}
          onRowClick={open}
          onMore={moreOf(findings)}
        />
      )}
      <FindingDrawer
        artifact={artifact}
        opened={opened}
        known={rows}
        onClose={() => change({ finding: undefined })}
      />
    </>
  );
}
