import { bill } from "./bill.ts";
import { inventoryTable } from "./inventory-table.ts";
import { json } from "./json.ts";
import type { Rendering } from "./rendering.ts";
import type { InventoryReport, Report } from "./report.ts";
import { table } from "./table.ts";

type Format<R> = (report: R, rendering: Rendering) => string;

/** Forms of writing that an inventory and a scan's result have in common. */
const common = {
  json,
  cyclonedx: (report: InventoryReport) => bill("cyclonedx", report),
  spdx: (report: InventoryReport) => bill("spdx", report),
};

/** How results are written; each ends with a line break. */
export const scanFormats = { table, ...common } satisfies Record<string, Format<Report>>;
export type ScanFormat = keyof typeof scanFormats;
export const inventoryFormats = { table: inventoryTable, ...common } satisfies Record<
  string,
  Format<InventoryReport>
>;
export type InventoryFormat = keyof typeof inventoryFormats;
export const formatNames = ["table", "json", "cyclonedx", "spdx"] as const satisfies readonly (
  | ScanFormat
  | InventoryFormat
)[];
/** Those that describe one image and not an index. */
export const ofOneImage: ReadonlySet<string> = new Set(["cyclonedx", "spdx"]);
