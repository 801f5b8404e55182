import { Button, Group, Switch, Text } from "@mantine/core";
import type { Affected } from "@plimsoll/api";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { TextLink } from "../../components/links/links.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { useAffected } from "../../data/use-vulnerabilities.ts";
import { saveCsv } from "./save-csv.ts";

const route = getRouteApi("/inside/vulnerabilities/$id");
const helper = columnsOf<Affected>();

/** The images that have it, each with the package that brought it. */
export function AffectedList({ id }: { id: string }) {
  const { t } = useTranslation();
  const { all = false } = route.useSearch();
  const navigate = useNavigate({ from: "/vulnerabilities/$id" });
  const affected = useAffected(id, all);
  const columns = useAffectedColumns(id);
  const rows = affected.data?.pages.flatMap((page) => page.items) ?? [];
  const total = affected.data?.pages[0]?.total ?? 0;
  return (
    <>
      <Group justify="space-between">
        <Switch
          size="sm"
          label={t("vulnerabilities.all")}
          checked={all}
          onChange={(event) => {
            const next = event.currentTarget.checked || undefined;
            void navigate({ search: { all: next }, replace: true });
          }}
        />
        {rows.length > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
            onClick={() => saveCsv(id, rows)}
          >
            {t("vulnerabilities.export")}
          </Button>
        )}
      </Group>
      <Waiting for={affected} height={44} />
      {affected.isSuccess && rows.length === 0 && (
        <Panel>
          <Empty
            icon={<IconShieldCheck />}
            title={t("vulnerabilities.nowhere.title")}
            text={t("vulnerabilities.nowhere.text")}
          />
        </Panel>
      )}
      {rows.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {t("vulnerabilities.places", { count: total })}
          </Text>
          <DataTable
            label={t("vulnerabilities.images")}
            columns={columns}
            rows={rows}
            rowId={({ artifactId, package: { name, version, path } }) =>
              [artifactId, name, version, path].join(" ")
            }
            rowHeight={44}
            total={total}
            onMore={moreOf(affected)}
          />
        </>
      )}
    </>
  );
}

function useAffectedColumns(id: string) {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "image",
          header: t("images.image"),
          meta: { track: "minmax(200px, 2fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <div>
              <TextLink
                to="/artifacts/$id"
                params={{ id: original.artifactId }}
                search={{ tab: "vulnerabilities", q: id }}
                size="sm"
                fw={600}
              >
                {[original.repository, original.tags[0]].filter(Boolean).join(":")}
              </TextLink>
              <Text size="xs" c="dimmed">
                {[original.registry.name, original.platform].filter(Boolean).join(" · ")}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "package",
          header: t("findings.package"),
          meta: { track: "minmax(140px, 1.6fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <div>
              {original.package.name} {original.package.version}
              {original.package.path && (
                <Text size="xs" c="dimmed" lineClamp={1}>
                  {original.package.path}
                </Text>
              )}
            </div>
          ),
        }),
        helper.display({
          id: "fixed",
          header: t("findings.fixedIn"),
          meta: { track: "minmax(90px, 1fr)" },
          cell: ({ row }) => row.original.fixedVersions.join(", "),
        }),
        helper.display({
          id: "layer",
          header: t("findings.layer"),
          meta: { track: "92px", from: 760 },
          cell: ({ row: { original } }) =>
            original.layer === null ? "" : t("finding.layerNumber", { number: original.layer }),
        }),
      ]),
    [t, id],
  );
}
