import { Text, UnstyledButton } from "@mantine/core";
import type { FindingGroup, LayerRef } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { ScaleBar } from "../../components/scale-bar/scale-bar.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { type FindingGrouping, useFindingGroups } from "../../data/use-findings.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { GroupName } from "./group-name.tsx";
import { NoMatch } from "./no-match.tsx";
import styles from "./report.module.css";
import { useFindingFilter } from "./use-finding-filter.ts";

const helper = columnsOf<FindingGroup>();

type FindingGroupsProps = {
  artifactId: string;
  by: FindingGrouping;
  layers: readonly LayerRef[];
};

/** The findings counted by what they have in common, the worst first; each opens to the findings in it. */
export function FindingGroups({ artifactId, by, layers }: FindingGroupsProps) {
  const { t } = useTranslation();
  const { filter, change, clear } = useFindingFilter();
  const groups = useFindingGroups(artifactId, by, filter);
  const columns = useGroupColumns(by, layers, (key) => change({ of: key }));
  if (!groups.isSuccess) return <Waiting for={groups} height={42} />;
  const rows = groups.data.pages.flatMap((page) => page.items);
  const total = groups.data.pages[0]?.total ?? 0;
  if (rows.length === 0) return <NoMatch title={t("findings.noMatch")} onClear={clear} />;
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {t(`findings.groups.${by}`, { count: total })}
      </Text>
      <DataTable
        label={t(`findings.by.${by}`)}
        columns={columns}
        rows={rows}
        rowId={({ key }) => key}
        rowHeight={42}
        total={total}
        onRowClick={({ key }) => change({ of: key })}
        onMore={moreOf(groups)}
      />
    </>
  );
}

function useGroupColumns(
  by: FindingGrouping,
  layers: readonly LayerRef[],
  onOpen: (key: string) => void,
) {
  const { t } = useTranslation();
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onOpen` reads the address when called
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t(`findings.${by}`),
          meta: { track: "minmax(140px, 1.6fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <UnstyledButton className={styles.id} maw="100%" onClick={() => onOpen(original.key)}>
              <GroupName by={by} name={original.key} layers={layers} />
            </UnstyledButton>
          ),
        }),
        helper.display({
          id: "findings",
          header: t("report.findings"),
          meta: { track: "minmax(160px, 1.6fr)", card: "wide" },
          cell: ({ row }) => <ScaleBar summary={row.original.summary} />,
        }),
        helper.display({
          id: "total",
          header: t("findings.total"),
          meta: { track: "70px", align: "end" },
          cell: ({ row }) => formatCount(row.original.summary.total, language),
        }),
        helper.display({
          id: "fixable",
          header: t("card.fixable"),
          meta: { track: "80px", align: "end" },
          cell: ({ row }) => formatCount(row.original.summary.fixable, language),
        }),
      ]),
    [t, language, by, layers],
  );
}
