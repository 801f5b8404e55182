import { idOf, registryOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { ExceptionDialog } from "./exception-dialog.tsx";

const nothing = () => {};

export const empty: State = {
  alone: "dialog",
  answers: [[keys.registries, [registryOf(1)]]],
  show: () => <ExceptionDialog opened onClose={nothing} />,
};
export const ofFinding: State = {
  alone: "dialog",
  answers: [[keys.registries, [registryOf(1)]]],
  show: () => (
    <ExceptionDialog
      opened
      onClose={nothing}
      suggested={{
        vulnerability: "CVE-2026-1234",
        package: "openssl",
        scope: { registryId: idOf(1), repository: "shop/checkout" },
      }}
    />
  ),
};
