import { Button, Text, VisuallyHidden } from "@mantine/core";
import type { SpaceAccess } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../../components/data-table/table-features.ts";

const helper = columnsOf<SpaceAccess>();

export function useSpaceColumns(onEdit: (space: SpaceAccess) => void) {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t("images.space"),
          meta: { track: "minmax(160px, 1.4fr)", card: "bare" },
          cell: ({ row: { original } }) => (
            <div>
              <b>{original.name}</b>
              <Text size="xs" c="dimmed">
                {original.registry.name}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "who",
          header: t("spaces.seenBy"),
          meta: { track: "minmax(200px, 2.4fr)", card: "wide" },
          cell: ({ row }) => <SeenBy space={row.original} />,
        }),
        helper.display({
          id: "edit",
          header: () => <VisuallyHidden>{t("action.edit")}</VisuallyHidden>,
          meta: { track: "90px", align: "end", card: "corner" },
          cell: ({ row: { original } }) =>
            original.owner === null && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={t("list.editOf", { name: original.name })}
                onClick={() => onEdit(original)}
              >
                {t("action.edit")}
              </Button>
            ),
        }),
      ]),
    [t, onEdit],
  );
}

function SeenBy({ space }: { space: SpaceAccess }) {
  const { t } = useTranslation();
  const { owner, open, workspaces } = space;
  if (owner) return t("spaces.own", { name: owner.name });
  if (open) return t("spaces.open");
  if (workspaces.length === 0) return t("spaces.nobody");
  return (
    <Text size="sm" lineClamp={2}>
      {workspaces.map(({ name }) => name).join(", ")}
    </Text>
  );
}
