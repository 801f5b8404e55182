import { Text } from "@mantine/core";
import type { memberSchema } from "@plimsoll/api";
import { IconUsers } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { columnsOf } from "../../../components/data-table/table-features.ts";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { Ago } from "../../../components/time/ago.tsx";
import { useMembers } from "../../../data/use-people.ts";

const helper = columnsOf<z.infer<typeof memberSchema>>();

/** Who is in the acting workspace; an administrator of the platform says who is. */
export function MembersTab() {
  const { t } = useTranslation();
  const members = useMembers();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("username", {
          header: t("people.name"),
          meta: { track: "minmax(160px, 2fr)", card: "bare" },
        }),
        helper.display({
          id: "role",
          header: t("people.role"),
          meta: { track: "minmax(120px, 1fr)" },
          cell: ({ row }) => t(`workspaceRole.${row.original.role}`),
        }),
        helper.display({
          id: "last",
          header: t("people.lastSignIn"),
          meta: { track: "minmax(120px, 1fr)" },
          cell: ({ row: { original } }) =>
            original.lastSignInAt ? <Ago time={original.lastSignInAt} /> : t("people.never"),
        }),
      ]),
    [t],
  );
  if (!members.isSuccess) return <Waiting for={members} height={44} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("people.membersText")}
      </Text>
      {members.data.length === 0 ? (
        <Panel>
          <Empty
            icon={<IconUsers />}
            title={t("people.noMembers.title")}
            text={t("people.noMembers.text")}
          />
        </Panel>
      ) : (
        <DataTable
          label={t("people.view.members")}
          columns={columns}
          rows={members.data}
          rowId={({ username }) => username}
          rowHeight={44}
        />
      )}
    </>
  );
}
