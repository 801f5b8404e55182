import { manyFindings, noFindings, summaryOf, usualSummary } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ScaleBar } from "./scale-bar.tsx";

export const all: State = { show: () => <ScaleBar summary={usualSummary} /> };
export const large: State = { show: () => <ScaleBar summary={usualSummary} size="lg" /> };
export const ofEarlier: State = { show: () => <ScaleBar summary={usualSummary} outdated /> };
export const none: State = { show: () => <ScaleBar summary={noFindings} /> };
export const noneOfEarlier: State = { show: () => <ScaleBar summary={noFindings} outdated /> };
export const noneButUnchecked: State = {
  show: () => <ScaleBar summary={noFindings} unchecked={42} />,
};
export const one: State = { show: () => <ScaleBar summary={summaryOf({ low: 1 })} /> };
export const fewCriticalAmongMany: State = {
  show: () => <ScaleBar summary={summaryOf({ critical: 2, negligible: 4000 })} />,
};
export const many: State = {
  show: () => (
    <div style={{ overflowX: "auto" }}>
      <ScaleBar summary={manyFindings} />
    </div>
  ),
};
