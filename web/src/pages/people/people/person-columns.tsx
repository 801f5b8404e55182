import { Text, VisuallyHidden } from "@mantine/core";
import type { PersonRow } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../../components/data-table/table-features.ts";
import { Ago } from "../../../components/time/ago.tsx";
import { PersonMenu } from "./person-menu.tsx";

const helper = columnsOf<PersonRow>();

export function usePersonColumns(onEdit: (person: PersonRow) => void) {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t("people.name"),
          meta: { track: "minmax(160px, 1.6fr)", card: "bare" },
          cell: ({ row: { original } }) => (
            <div>
              <b>{original.username}</b>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {original.email}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "roles",
          header: t("people.roles"),
          meta: { track: "minmax(180px, 2.4fr)", card: "wide" },
          cell: ({ row: { original } }) => <Roles person={original} />,
        }),
        helper.display({
          id: "state",
          header: t("people.state"),
          meta: { track: "minmax(100px, 0.8fr)" },
          cell: ({ row: { original } }) => (
            <div>
              {t(`personState.${original.state}`)}
              {original.secondFactor && (
                <Text size="xs" c="dimmed">
                  {t("people.hasSecondFactor")}
                </Text>
              )}
            </div>
          ),
        }),
        helper.display({
          id: "last",
          header: t("people.lastSignIn"),
          meta: { track: "minmax(110px, 1fr)", from: 760 },
          cell: ({ row: { original } }) => (
            <div>
              {original.lastSignInAt ? <Ago time={original.lastSignInAt} /> : t("people.never")}
              <Text size="xs" c="dimmed" lineClamp={1}>
                {original.issuers.join(", ")}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "menu",
          header: () => <VisuallyHidden>{t("artifact.menu")}</VisuallyHidden>,
          meta: { track: "52px", align: "end", card: "corner" },
          cell: ({ row }) => (
            <PersonMenu person={row.original} onEdit={() => onEdit(row.original)} />
          ),
        }),
      ]),
    [t, onEdit],
  );
}

/** Of the platform, and in each workspace. */
function Roles({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const roles = [
    ...(person.administrator ? [t("role.administrator")] : []),
    ...person.memberships.map(({ workspace, role }) =>
      t("people.roleIn", { role: t(`workspaceRole.${role}`), name: workspace.name }),
    ),
  ];
  return (
    <Text size="sm" lineClamp={2}>
      {roles.length === 0 ? t("people.noRole") : roles.join(" · ")}
    </Text>
  );
}
