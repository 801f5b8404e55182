import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { csv } from "./csv.ts";
import { cycloneDxVulnerabilities } from "./cyclonedx-vulnerabilities.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { html } from "./html.ts";
import { junit } from "./junit.ts";
import { sarif } from "./sarif.ts";
import { trivy } from "./trivy.ts";

/** How a scan's result is written for others; `write` gives the whole file's text. */
export type ReportForm =
  | { readonly of: "image"; write(result: ScanResult, made: Bill): string }
  /** Of every platform of an index in one file. */
  | { readonly of: "images"; write(results: readonly ScanResult[], made: Bill): string };

export const reports = {
  trivy: { of: "image", write: (result, made) => json(trivy(result, made)) },
  sarif: { of: "images", write: (results, made) => json(sarif(results, made)) },
  cyclonedx: { of: "image", write: (result, made) => json(cycloneDxVulnerabilities(result, made)) },
  gitlab: { of: "image", write: (result, made) => json(gitlab(result, made)) },
  junit: { of: "images", write: junit },
  github: { of: "images", write: github },
  csv: { of: "images", write: csv },
  html: { of: "images", write: html },
} satisfies Readonly<Record<string, ReportForm>>;
export type ReportFormat = keyof typeof reports;
export { csvLine } from "./csv.ts";

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
