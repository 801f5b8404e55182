import { Text } from "@mantine/core";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { DoorPage } from "./door-page.tsx";

export const usual: State = {
  alone: "page",
  show: (t) => (
    <DoorPage title={t("signIn.title")} heading="Plimsoll">
      <Text size="sm">{t("problem.not-signed-in.hint")}</Text>
    </DoorPage>
  ),
};
export const longText: State = {
  alone: "page",
  show: (t) => (
    <DoorPage title={t("signIn.title")} heading={longWord}>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {longWord.repeat(9)}
      </Text>
    </DoorPage>
  ),
};
