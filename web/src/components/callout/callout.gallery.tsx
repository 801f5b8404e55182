import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Callout } from "./callout.tsx";

export const note: State = {
  show: (t) => <Callout tone="note">{t("harborSetup.scanner.done")}</Callout>,
};
export const warning: State = {
  show: (t) => (
    <Callout tone="warn" title={t("live.lost")}>
      {t("live.lostHint")}
    </Callout>
  ),
};
export const bad: State = {
  show: (t) => (
    <Callout tone="bad" title={t("problem.internal.title")}>
      {t("problem.internal.hint")}
    </Callout>
  ),
};
export const titleAlone: State = {
  show: (t) => <Callout tone="bad" title={t("problem.internal.title")} />,
};
export const longText: State = {
  show: () => (
    <Callout tone="warn" title={`${longWord} `.repeat(3)}>
      {`${longWord} `.repeat(8)}
    </Callout>
  ),
};
