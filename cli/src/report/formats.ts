import type { BillFormat, InventoryResult, ReportForm, ReportFormat } from "@plimsoll/engine";
import { json } from "./json.ts";
import { made } from "./made.ts";
import type { Rendering } from "./rendering.ts";
import { type InventoryReport, imagesOf, type Report } from "./report.ts";
import { onlyImage } from "./several.ts";

type Format<R> = (report: R, rendering: Rendering) => Promise<string>;

/** How results are written; each ends with a line break, and is loaded only when it is asked for. */
export const scanFormats = {
  table: async (...given) => (await import("./table.ts")).table(...given),
  json: async (report) => json(report),
  trivy: report("trivy"),
  sarif: report("sarif"),
  cyclonedx: report("cyclonedx"),
  spdx: bill("spdx"),
  gitlab: report("gitlab"),
  junit: report("junit"),
  github: report("github"),
  csv: report("csv"),
  html: report("html"),
} satisfies Record<string, Format<Report>>;
export type ScanFormat = keyof typeof scanFormats;
export const scanFormatNames = Object.keys(scanFormats) as readonly ScanFormat[];

export const inventoryFormats = {
  table: async (...given) => (await import("./inventory-table.ts")).inventoryTable(...given),
  json: async (report) => json(report),
  cyclonedx: bill("cyclonedx"),
  spdx: bill("spdx"),
} satisfies Record<string, Format<InventoryReport>>;
export type InventoryFormat = keyof typeof inventoryFormats;
export const inventoryFormatNames = Object.keys(inventoryFormats) as readonly InventoryFormat[];

function report(format: ReportFormat): Format<Report> {
  return async (report) => {
    const form: ReportForm = (await import("@plimsoll/engine/reports")).reports[format];
    return form.of === "image"
      ? form.write(onlyImage(format, report), made())
      : form.write(imagesOf(report), made());
  };
}

function bill(format: BillFormat): Format<InventoryReport> {
  return async (report) => {
    const { bills } = await import("@plimsoll/engine/bills");
    return json(bills[format](onlyImage<InventoryResult>(format, report), made()));
  };
}
