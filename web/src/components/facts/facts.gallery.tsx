import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Facts } from "./facts.tsx";

export const full: State = {
  show: (t) => (
    <Facts
      rows={[
        [t("card.scanner"), "Plimsoll 0.1.0"],
        [t("card.took"), "4 s"],
      ]}
    />
  ),
};
export const someLeftOut: State = {
  show: (t) => (
    <Facts
      rows={[
        [t("card.scanner"), "Plimsoll 0.1.0"],
        [t("card.took"), null],
      ]}
    />
  ),
};
export const longText: State = {
  show: (t) => <Facts rows={[[t("card.scanner"), longWord.repeat(3)]]} />,
};
