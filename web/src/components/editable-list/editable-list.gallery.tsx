import { IconClock } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { longWord, refusal, session } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { Card } from "../card/card.tsx";
import { EditActions } from "./edit-actions.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { EditableList } from "./editable-list.tsx";

type Item = { id: string; name: string };
const nothing = () => {};
const key = ["items"];

function Example() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: key, queryFn: () => new Promise<Item[]>(nothing) });
  const remove = useMutation({ mutationFn: async (_: string): Promise<unknown> => undefined });
  return (
    <EditableList
      permission="schedules.edit"
      list={list}
      add={t("schedules.add")}
      none={{
        icon: <IconClock />,
        title: t("schedules.none.title"),
        text: t("schedules.none.text"),
      }}
      note={t("live.lostHint")}
      remove={remove}
      removeText={t("policies.removeText")}
      dialog={(edited, onClose) => (
        <EditDialog edited={edited} add={t("schedules.add")} onClose={onClose}>
          {(item: Item | null) => item?.name}
        </EditDialog>
      )}
    >
      {(item, actions) => <Card key={item.id} title={item.name} actions={actions} />}
    </EditableList>
  );
}

function listing(answer: unknown): State {
  return { answers: [[key, answer]], show: () => <Example /> };
}

export const loading: State = { show: () => <Example /> };
export const none = listing([]);
export const failed = listing(refusal("service-unavailable"));
export const full = listing([
  { id: "1", name: "nightly" },
  { id: "2", name: "weekly" },
]);
export const longText = listing([{ id: "1", name: longWord }]);
export const noneForWhoMayOnlyLook: State = {
  answers: [
    [key, []],
    [keys.session, session("viewer")],
  ],
  show: () => <Example />,
};
export const fullForWhoMayOnlyLook: State = {
  answers: [
    [key, [{ id: "1", name: "nightly" }]],
    [keys.session, session("viewer")],
  ],
  show: () => <Example />,
};
export const actions: State = {
  show: () => <EditActions name="nightly" onEdit={nothing} onRemove={nothing} />,
};
export const dialogToAdd: State = {
  alone: "dialog",
  show: (t) => (
    <EditDialog<Item> edited="new" add={t("schedules.add")} onClose={nothing}>
      {() => t("schedules.none.text")}
    </EditDialog>
  ),
};
export const dialogToChange: State = {
  alone: "dialog",
  show: (t) => (
    <EditDialog<Item>
      edited={{ id: "1", name: longWord }}
      add={t("schedules.add")}
      onClose={nothing}
    >
      {(item) => <div style={{ overflowWrap: "anywhere" }}>{item?.name}</div>}
    </EditDialog>
  ),
};
