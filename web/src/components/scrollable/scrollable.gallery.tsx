import type { State } from "../../../gallery/state.tsx";
import { Scrollable } from "./scrollable.tsx";

const lines = (count: number): State => ({
  show: (t) => (
    <Scrollable label={t("log.label")}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={at}>{at + 1}</div>
      ))}
    </Scrollable>
  ),
});

export const short = lines(2);
export const many = lines(100);
