import type { TracedFinding } from "@plimsoll/engine";
import {
  type ScanResult,
  type Severity,
  type Summary,
  type SuppressedFinding,
  severities,
} from "@plimsoll/engine/matching";
import picocolors from "picocolors";
import { baseText, originText } from "../origin/origin-text.ts";
import { type Colors, columns } from "./columns.ts";
import { notRead } from "./not-read.ts";
import { printable } from "./printable.ts";
import type { Rendering } from "./rendering.ts";
import { imagesOf, type Report } from "./report.ts";
import { verdictLines } from "./verdict-lines.ts";

const colorOf: Record<Severity, (colors: Colors) => (text: string) => string> = {
  critical: (colors) => (text) => colors.bold(colors.magenta(text)),
  high: (colors) => colors.red,
  medium: (colors) => colors.yellow,
  low: (colors) => colors.blue,
  negligible: (colors) => colors.dim,
  unknown: (colors) => colors.dim,
};

/** For people: what was scanned, against what, what was found, and what was not looked at. */
export function table(report: Report, rendering: Rendering): string {
  const colors = picocolors.createColors(rendering.color);
  const parts = imagesOf(report).map((image) => imagePart(image, rendering, colors));
  if ("images" in report)
    parts.push(
      `All ${report.images.length} platforms of ${printable(report.index.reference)}\n` +
        `  sum     ${counts(report.summary, colors)}\n` +
        `  unique  ${counts(report.uniqueSummary, colors)}\n`,
    );
  return parts.join("\n");
}

function imagePart(result: ScanResult, rendering: Rendering, colors: Colors): string {
  const lines = [...head(result, colors), ""];
  if (result.findings.length > 0) lines.push(findingsTable(result.findings, rendering, colors), "");
  const nothing = result.summary.total === 0 && result.skipped.length > 0;
  lines.push(
    // Not "none": something was not looked at.
    nothing ? "Nothing found in what could be checked." : counts(result.summary, colors),
    ...suppressedPart(result, colors),
    ...verdictPart(result, colors),
    ...(result.skipped.length > 0 ? [""] : []),
    ...notRead(result, colors, "Not looked at, or not judged:"),
  );
  return `${lines.join("\n")}\n`;
}

function head(
  { image, base, os, endOfLife, database, packages }: ScanResult,
  colors: Colors,
): string[] {
  const system = os ? os.name : "no known distribution";
  const amount = packages.length === 1 ? "1 package" : `${packages.length} packages`;
  const rows: [string, string][] = [
    ["Image", `${image.reference} (${image.platform})`],
    ["Digest", image.digest],
    ["System", `${system}, ${amount}`],
    ...(endOfLife?.ended
      ? [["", `It gets no security fixes any more since ${endOfLife.date}.`] as [string, string]]
      : []),
    ...(base ? [["Base", baseText(base, image.layers.length)] as [string, string]] : []),
    ["Database", `${database.name}, ${database.date}`],
    ...database.limits.map((limit): [string, string] => ["", limit]),
  ];
  return rows.map(([name, text]) => `${colors.dim(name.padEnd(10))}${printable(text)}`);
}

function findingsTable(
  findings: readonly TracedFinding[],
  { width }: Rendering,
  colors: Colors,
): string {
  const rows = findings.map((finding) => [
    finding.severity.toUpperCase(),
    printable(finding.kev ? `${finding.id} exploited` : finding.id),
    printable(finding.package.name),
    printable(finding.package.version),
    printable(finding.fixedVersions.join(", ")) || "no fix yet",
    printable(originText(finding)),
  ]);
  const heads = ["SEVERITY", "VULNERABILITY", "PACKAGE", "INSTALLED", "FIXED IN", "FROM"];
  return columns({
    heads,
    rows,
    widest: [10, 28, 34, 28, 34],
    width,
    colors,
    paintFirst: (at) => colorOf[findings[at]?.severity ?? "unknown"](colors),
  });
}

/** What does not count is not silent either: how much, and who says so. */
function suppressedPart({ suppressed }: ScanResult, colors: Colors): string[] {
  if (suppressed.length === 0) return [];
  const { excepted = [], vex = [] } = Object.groupBy(suppressed, ({ suppressedBy }) =>
    suppressedBy.status === "excepted" ? "excepted" : "vex",
  );
  return [
    ...byDocument("suppressed by VEX documents", vex, colors),
    ...byDocument("excepted", excepted, colors),
  ];
}

function byDocument(
  how: string,
  suppressed: readonly SuppressedFinding[],
  colors: Colors,
): string[] {
  const by = new Map<string, number>();
  for (const { suppressedBy } of suppressed)
    by.set(suppressedBy.document, (by.get(suppressedBy.document) ?? 0) + 1);
  return suppressed.length === 0
    ? []
    : [
        `${suppressed.length} more ${how}:`,
        ...[...by].map(([document, amount]) => colors.dim(`  ${amount} by ${printable(document)}`)),
      ];
}

/** In the words that standard error has too. */
function verdictPart({ verdict }: ScanResult, colors: Colors): string[] {
  if (!verdict) return [];
  const paint = verdict.result === "pass" ? colors.green : colors.red;
  return ["", paint(`Verdict: ${verdict.result}`), ...verdictLines(verdict).map(printable)];
}

function counts(summary: Summary, colors: Colors): string {
  if (summary.total === 0) return colors.green("No known vulnerabilities found.");
  const parts = severities
    .filter((severity) => summary[severity] > 0)
    .map((severity) => colorOf[severity](colors)(`${summary[severity]} ${severity}`));
  const noun = summary.total === 1 ? "vulnerability" : "vulnerabilities";
  return `${summary.total} ${noun}: ${parts.join(", ")}; ${summary.fixable} with a fix.`;
}
