import { Button, Group, Text } from "@mantine/core";
import type { Permission } from "@plimsoll/api";
import { IconPlus } from "@tabler/icons-react";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useMayChange } from "../../data/use-session.ts";
import { Cards } from "../card/card.tsx";
import { ConfirmDialog } from "../confirm-dialog/confirm-dialog.tsx";
import { Empty } from "../states/empty.tsx";
import { Panel } from "../states/panel.tsx";
import { Waiting } from "../states/waiting.tsx";
import { EditActions } from "./edit-actions.tsx";

/** What the dialog is about: a new one, one to change, or nothing. */
export type Edited<T> = T | "new" | null;

type Listed = {
  readonly id: string;
  readonly name: string;
  /** Whose it is, where others see it too. */
  readonly workspaceId?: string | null;
};

type EditableListProps<T> = {
  /** What is needed to change it. */
  permission: Permission;
  list: UseQueryResult<T[]>;
  /** The word on the button that adds one. */
  add: string;
  none: { icon: ReactNode; title: string; text: string };
  /** Above the list, where there is one. */
  note?: string;
  remove: UseMutationResult<unknown, Error, string>;
  /** What goes when one is removed. */
  removeText: string;
  /** One of them; `actions` are those that all have. */
  children: (item: T, actions: ReactNode) => ReactNode;
  dialog: (edited: Edited<T>, onClose: () => void) => ReactNode;
};

/** A short list of things with names that an administrator adds, changes and removes. */
export function EditableList<T extends Listed>(props: EditableListProps<T>) {
  const { list, none, note, remove, children, dialog } = props;
  const { t } = useTranslation();
  const [edited, setEdited] = useState<Edited<T>>(null);
  const [removed, setRemoved] = useState<T | null>(null);
  const mayAdd = useMay(props.permission);
  const mayChange = useMayChange(props.permission);
  const add = mayAdd && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited("new")}>
      {props.add}
    </Button>
  );
  if (!list.isSuccess) return <Waiting for={list} height={70} />;
  return (
    <>
      {list.data.length === 0 ? (
        <Panel>
          <Empty {...none}>{add}</Empty>
        </Panel>
      ) : (
        <>
          <Group justify="space-between" mb="sm">
            <Text size="sm" c="dimmed">
              {note}
            </Text>
            {add}
          </Group>
          <Cards>
            {list.data.map((item) =>
              children(
                item,
                mayAdd &&
                  (item.workspaceId === undefined ||
                    mayChange({ workspaceId: item.workspaceId })) && (
                    <EditActions
                      name={item.name}
                      onEdit={() => setEdited(item)}
                      onRemove={() => setRemoved(item)}
                    />
                  ),
              ),
            )}
          </Cards>
        </>
      )}
      {dialog(edited, () => setEdited(null))}
      <ConfirmDialog
        opened={removed !== null}
        title={t("list.removeOf", { name: removed?.name ?? "" })}
        text={props.removeText}
        action={t("action.remove")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removed && remove.mutate(removed.id, { onSuccess: () => setRemoved(null) })
        }
        onClose={() => setRemoved(null)}
      />
    </>
  );
}
