import { ActionIcon, Button, Fieldset, Group, Select, Stack, TextInput } from "@mantine/core";
import type { Issuer } from "@plimsoll/api";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWorkspaces } from "../../../data/use-workspaces.ts";
import { RoleSelect } from "../role-select.tsx";

type Rule = Issuer["groups"][number];
type GroupRulesProps = { rules: Rule[]; onChange: (rules: Rule[]) => void };

/** What a select has for the whole platform, whose only role is its administrator's. */
const platform = "platform";

/** Which of the issuer's groups is what, and where. */
export function GroupRules({ rules, onChange }: GroupRulesProps) {
  const { t } = useTranslation();
  const workspaces = useWorkspaces();
  const set = (at: number, next: Partial<Rule>) =>
    onChange(rules.map((rule, place) => (place === at ? { ...rule, ...next } : rule)));
  return (
    <Fieldset legend={t("issuers.groups")}>
      <Stack gap="xs">
        {rules.map((rule, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own, and may be alike while typed
          <Group key={at} gap="xs">
            <TextInput
              flex={1}
              miw={120}
              aria-label={t("issuers.group")}
              placeholder={t("issuers.group")}
              value={rule.group}
              onChange={(event) => set(at, { group: event.currentTarget.value })}
            />
            <Select
              w={160}
              aria-label={t("people.workspace")}
              data={[
                { value: platform, label: t("workspace.platform") },
                ...(workspaces.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={rule.workspaceId ?? platform}
              allowDeselect={false}
              onChange={(value) =>
                set(
                  at,
                  value === platform || value === null
                    ? { workspaceId: null, role: "administrator" }
                    : { workspaceId: value },
                )
              }
            />
            <RoleSelect
              role={rule.role}
              disabled={rule.workspaceId === null}
              onChange={(role) => set(at, { role })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("list.removeOf", { name: rule.group })}
              onClick={() => onChange(rules.filter((_, place) => place !== at))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() =>
              onChange([
                ...rules,
                {
                  group: "",
                  workspaceId: workspaces.data?.[0]?.id ?? null,
                  role: workspaces.data?.[0] ? "viewer" : "administrator",
                },
              ])
            }
          >
            {t("issuers.addGroup")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
