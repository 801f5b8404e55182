import { longWord, usualSummary } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ScaleBar } from "../scale-bar/scale-bar.tsx";
import { Stat, Stats } from "./stat.tsx";

export const several: State = {
  show: (t) => (
    <Stats>
      <Stat title={t("card.total")}>140</Stat>
      <Stat title={t("card.fixable")}>112</Stat>
      <Stat title={t("overview.trend")} wide>
        <ScaleBar summary={usualSummary} />
      </Stat>
    </Stats>
  ),
};
export const zero: State = {
  show: (t) => (
    <Stats>
      <Stat title={t("card.total")}>0</Stat>
    </Stats>
  ),
};
export const longText: State = {
  show: () => (
    <Stats>
      <Stat title={longWord}>
        <div style={{ overflowWrap: "anywhere" }}>{longWord}</div>
      </Stat>
    </Stats>
  ),
};
