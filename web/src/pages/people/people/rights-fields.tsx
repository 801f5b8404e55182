import { ActionIcon, Button, Fieldset, Group, Select, Stack, Switch, Text } from "@mantine/core";
import type { PersonRow, WorkspaceRole } from "@plimsoll/api";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWorkspaces } from "../../../data/use-workspaces.ts";
import { RoleSelect } from "../role-select.tsx";

export type Rights = {
  administrator: boolean;
  memberships: { workspaceId: string; role: WorkspaceRole }[];
};
export const noRights: Rights = { administrator: false, memberships: [] };

type RightsFieldsProps = {
  rights: Rights;
  /** Those that an issuer's groups give; they are changed there. */
  byGroups?: PersonRow["memberships"];
  onChange: (rights: Rights) => void;
};

/** What somebody may: of the platform, and in each workspace. */
export function RightsFields({ rights, byGroups = [], onChange }: RightsFieldsProps) {
  const { t } = useTranslation();
  const workspaces = useWorkspaces();
  const { administrator, memberships } = rights;
  const taken = new Set([
    ...memberships.map(({ workspaceId }) => workspaceId),
    ...byGroups.map(({ workspace }) => workspace.id),
  ]);
  const free = (workspaces.data ?? []).filter(({ id }) => !taken.has(id));
  const set = (at: number, next: Partial<Rights["memberships"][number]>) =>
    onChange({
      ...rights,
      memberships: memberships.map((one, place) => (place === at ? { ...one, ...next } : one)),
    });
  return (
    <>
      <Switch
        label={t("role.administrator")}
        description={t("people.administratorHint")}
        checked={administrator}
        onChange={(event) => onChange({ ...rights, administrator: event.currentTarget.checked })}
      />
      <Fieldset legend={t("people.view.workspaces")}>
        <Stack gap="xs">
          {byGroups.map(({ workspace, role }) => (
            <Text key={workspace.id} size="sm">
              {t("people.roleIn", { role: t(`workspaceRole.${role}`), name: workspace.name })} ·{" "}
              {t("people.byGroups")}
            </Text>
          ))}
          {memberships.map((membership, at) => (
            <Group key={membership.workspaceId} gap="xs" wrap="nowrap">
              <Select
                flex={1}
                aria-label={t("people.workspace")}
                data={(workspaces.data ?? [])
                  .filter(({ id }) => id === membership.workspaceId || !taken.has(id))
                  .map(({ id, name }) => ({ value: id, label: name }))}
                value={membership.workspaceId}
                allowDeselect={false}
                searchable
                onChange={(workspaceId) => workspaceId && set(at, { workspaceId })}
              />
              <RoleSelect role={membership.role} onChange={(role) => set(at, { role })} />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("action.remove")}
                onClick={() =>
                  onChange({
                    ...rights,
                    memberships: memberships.filter((_, place) => place !== at),
                  })
                }
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          ))}
          {workspaces.data?.length === 0 && <Text size="sm">{t("people.noWorkspaces")}</Text>}
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} />}
              disabled={free.length === 0}
              onClick={() => {
                const [first] = free;
                if (first)
                  onChange({
                    ...rights,
                    memberships: [...memberships, { workspaceId: first.id, role: "viewer" }],
                  });
              }}
            >
              {t("people.addWorkspace")}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </>
  );
}
