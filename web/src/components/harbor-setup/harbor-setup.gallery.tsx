import { harborOf, idOf, longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { HarborSetupDialog } from "./harbor-setup-dialog.tsx";
import { WebhookOutcome } from "./webhook-outcome.tsx";

export const dialog: State = {
  alone: "dialog",
  show: () => <HarborSetupDialog registry={harborOf(1)} opened onClose={() => {}} />,
};
export const allDone: State = {
  show: () => <WebhookOutcome outcome={{ done: [idOf(1), idOf(2)], failed: [] }} />,
};
export const someFailed: State = {
  show: () => (
    <WebhookOutcome
      outcome={{
        done: [idOf(1)],
        failed: ["shop", longWord].map((space, at) => ({
          ...{ spaceId: idOf(at), space, code: "registry-credentials" as const },
          detail: "403: the robot may not create webhooks here",
        })),
      }}
    />
  ),
};
export const noneDone: State = {
  show: () => <WebhookOutcome outcome={{ done: [], failed: [] }} />,
};
