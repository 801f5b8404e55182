import {
  type BillFormat,
  bills,
  type InventoryResult,
  type ReportForm,
  type ReportFormat,
  reports,
} from "@plimsoll/engine";
import { inventoryTable } from "./inventory-table.ts";
import { json } from "./json.ts";
import { made } from "./made.ts";
import type { Rendering } from "./rendering.ts";
import { type InventoryReport, imagesOf, type Report } from "./report.ts";
import { onlyImage } from "./several.ts";
import { table } from "./table.ts";

type Format<R> = (report: R, rendering: Rendering) => string;

/** How results are written; each ends with a line break. */
export const scanFormats = {
  table,
  json,
  trivy: report("trivy"),
  sarif: report("sarif"),
  cyclonedx: report("cyclonedx"),
  spdx: bill("spdx"),
  gitlab: report("gitlab"),
  csv: report("csv"),
  html: report("html"),
} satisfies Record<string, Format<Report>>;
export type ScanFormat = keyof typeof scanFormats;
export const scanFormatNames = Object.keys(scanFormats) as readonly ScanFormat[];

export const inventoryFormats = {
  table: inventoryTable,
  json,
  cyclonedx: bill("cyclonedx"),
  spdx: bill("spdx"),
} satisfies Record<string, Format<InventoryReport>>;
export type InventoryFormat = keyof typeof inventoryFormats;
export const inventoryFormatNames = Object.keys(inventoryFormats) as readonly InventoryFormat[];

function report(format: ReportFormat): Format<Report> {
  const form: ReportForm = reports[format];
  return form.of === "image"
    ? (report) => form.write(onlyImage(format, report), made())
    : (report) => form.write(imagesOf(report), made());
}

function bill(format: BillFormat): Format<InventoryReport> {
  return (report) => json(bills[format](onlyImage<InventoryResult>(format, report), made()));
}
