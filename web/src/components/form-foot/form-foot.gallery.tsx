import { Stack } from "@mantine/core";
import { refusal } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { FormFoot } from "./form-foot.tsx";

function foot(error: Error | null, busy: boolean): State {
  return {
    show: (t) => (
      <Stack>
        <FormFoot error={error} busy={busy} action={t("action.save")} onCancel={() => {}} />
      </Stack>
    ),
  };
}

export const usual = foot(null, false);
export const busy = foot(null, true);
export const refused = foot(refusal("conflict"), false);
