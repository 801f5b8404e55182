import { Text } from "@mantine/core";
import type { AuditEntry } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../../components/data-table/table-features.ts";
import { Ago } from "../../../components/time/ago.tsx";
import { AuditChange } from "./audit-change.tsx";

const helper = columnsOf<AuditEntry>();

export function useAuditColumns() {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "at",
          header: t("scans.time"),
          meta: { track: "minmax(110px, 0.8fr)" },
          cell: ({ row }) => <Ago time={row.original.at} />,
        }),
        helper.display({
          id: "actor",
          header: t("audit.actor"),
          meta: { track: "minmax(130px, 1fr)", card: "bare" },
          cell: ({ row: { original } }) => (
            <div>
              <b>{original.actor.kind === "system" ? t("audit.system") : original.actor.name}</b>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {[original.address, original.workspace?.name].filter(Boolean).join(" · ")}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "action",
          header: t("audit.action"),
          meta: { track: "minmax(150px, 1.2fr)" },
          cell: ({ row: { original } }) => (
            <div>
              <code>{original.action}</code>
              {original.outcome === "refused" && (
                <Text size="xs" fw={600}>
                  {t("auditOutcome.refused")}
                </Text>
              )}
            </div>
          ),
        }),
        helper.display({
          id: "target",
          header: t("audit.target"),
          meta: { track: "minmax(140px, 1.2fr)" },
          cell: ({ row: { original } }) => (
            <Text size="sm" lineClamp={2}>
              {original.target?.name}
            </Text>
          ),
        }),
        helper.display({
          id: "change",
          header: t("audit.change"),
          meta: { track: "minmax(200px, 2fr)", card: "wide", from: 860 },
          cell: ({ row: { original } }) => (
            <AuditChange before={original.before} after={original.after} />
          ),
        }),
      ]),
    [t],
  );
}
