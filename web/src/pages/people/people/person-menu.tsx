import { ActionIcon, Menu } from "@mantine/core";
import type { PersonRow } from "@plimsoll/api";
import { IconDotsVertical } from "@tabler/icons-react";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../../components/confirm-dialog/confirm-dialog.tsx";
import { usePeopleActions } from "../../../data/use-people.ts";
import { InvitationDialog } from "./invitation-dialog.tsx";

type PersonMenuProps = { person: PersonRow; onEdit: () => void };
type Asked = "unlock" | "endSessions" | "removeSecondFactor" | "remove";

/** What can be done with somebody now; each says what goes before it goes. */
export function PersonMenu({ person, onEdit }: PersonMenuProps) {
  const { t } = useTranslation();
  const actions = usePeopleActions();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { username: name } = person;
  const offered: readonly Asked[] = [
    ...(person.state === "locked" ? (["unlock"] as const) : []),
    "endSessions",
    ...(person.secondFactor ? (["removeSecondFactor"] as const) : []),
    "remove",
  ];
  // They differ in what they answer, which nobody looks at here.
  const action = (asked && actions[asked]) as UseMutationResult<unknown, Error, string> | null;
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("artifact.actions", { name })}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>{t("action.edit")}</Menu.Item>
          <Menu.Item onClick={() => actions.inviteAgain.mutate(person.id)}>
            {t("people.inviteAgain")}
          </Menu.Item>
          {offered.map((one) => (
            <Menu.Item key={one} onClick={() => setAsked(one)}>
              {t(`people.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <InvitationDialog
        created={actions.inviteAgain.data ?? null}
        error={actions.inviteAgain.error}
        onClose={actions.inviteAgain.reset}
      />
      <ConfirmDialog
        opened={asked !== null}
        title={asked ? `${t(`people.${asked}`)}: ${name}` : ""}
        text={asked ? t(`people.${asked}Text`) : ""}
        action={asked ? t(`people.${asked}`) : ""}
        busy={action?.isPending ?? false}
        error={action?.error ?? null}
        onConfirm={() => action?.mutate(person.id, { onSuccess: () => setAsked(null) })}
        onClose={() => setAsked(null)}
      />
    </>
  );
}
