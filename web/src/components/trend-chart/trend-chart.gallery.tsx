import type { Overview } from "@plimsoll/api";
import { manyFindings, noFindings, summaryOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { TrendChart } from "./trend-chart.tsx";

function days(count: number, of: (day: number) => Overview["trend"][number]["summary"]): State {
  const trend = Array.from({ length: count }, (_, at) => ({
    day: new Date(Date.UTC(2026, 9, 28 + at)).toISOString().slice(0, 10),
    summary: of(at),
  }));
  return { show: () => <TrendChart trend={trend} /> };
}

export const month = days(30, (day) =>
  summaryOf({ critical: 2 + (day % 3), high: 60 - day, medium: 90 + day, low: 40, unknown: 4 }),
);
export const twoDays = days(2, (day) => summaryOf({ high: 4 - day }));
export const firstDay = days(1, () => summaryOf({ high: 4 }));
export const none = days(0, () => noFindings);
export const zero = days(30, () => noFindings);
export const many = days(30, () => manyFindings);
