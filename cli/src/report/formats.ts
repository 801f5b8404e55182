import { json } from "./json.ts";
import type { Report } from "./report.ts";
import { table } from "./table.ts";

export type Rendering = {
  readonly color: boolean;
  /** Characters a line. */
  readonly width: number;
};

/** How a result is written; each ends with a line break. */
export const formats = { table, json } satisfies Record<
  string,
  (report: Report, rendering: Rendering) => string
>;
export type Format = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly Format[];
