import type { ComponentProps } from "react";
import { longWord, refusal } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";

const nothing = () => {};
type Props = ComponentProps<typeof ConfirmDialog>;

function asked(over: Partial<Props>): State {
  return {
    alone: "dialog",
    show: (t) => (
      <ConfirmDialog
        opened
        title={t("list.removeOf", { name: "nightly" })}
        text={t("policies.removeText")}
        action={t("action.remove")}
        busy={false}
        error={null}
        onConfirm={nothing}
        onClose={nothing}
        {...over}
      />
    ),
  };
}

export const question = asked({});
export const busy = asked({ busy: true });
export const refused = asked({ error: refusal("conflict", "schedule nightly is running") });
export const longText = asked({ title: longWord, text: longWord.repeat(6) });
