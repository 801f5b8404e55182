import { z } from "zod";
import { reportQuery } from "./reports.ts";

/** Forms in which a report is given to others: the same as the command's, with the type each is sent as. */
export const exportForms = {
  json: { type: "application/json", extension: "json" },
  trivy: { type: "application/json", extension: "trivy.json" },
  sarif: { type: "application/sarif+json", extension: "sarif" },
  cyclonedx: { type: "application/vnd.cyclonedx+json", extension: "cdx.json" },
  spdx: { type: "application/spdx+json", extension: "spdx.json" },
  gitlab: { type: "application/json", extension: "gitlab.json" },
  csv: { type: "text/csv", extension: "csv" },
  html: { type: "text/html", extension: "html" },
} as const;
export type ExportForm = keyof typeof exportForms;

export const exportQuery = reportQuery.extend({
  format: z.enum(Object.keys(exportForms) as [ExportForm, ...ExportForm[]]),
});

/** `GET` gives a file; not a JSON route, so not in the table. */
export function exportPath(artifactId: string): string {
  return `/artifacts/${artifactId}/export`;
}
