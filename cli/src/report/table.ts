import {
  type Finding,
  type LayerRef,
  type ScanResult,
  type Severity,
  type Summary,
  severities,
} from "@plimsoll/engine";
import Table from "cli-table3";
import picocolors from "picocolors";
import type { Rendering } from "./formats.ts";
import { printable } from "./printable.ts";
import { imagesOf, type Report } from "./report.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

const colorOf: Record<Severity, (colors: Colors) => (text: string) => string> = {
  critical: (colors) => (text) => colors.bold(colors.magenta(text)),
  high: (colors) => colors.red,
  medium: (colors) => colors.yellow,
  low: (colors) => colors.blue,
  negligible: (colors) => colors.dim,
  unknown: (colors) => colors.dim,
};

const noBorders = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "" },
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
    ...leftOut(result, colors),
  );
  return `${lines.join("\n")}\n`;
}

function head({ image, os, database, packages }: ScanResult, colors: Colors): string[] {
  const system = os ? os.name : "no known distribution";
  const amount = packages.length === 1 ? "1 package" : `${packages.length} packages`;
  const rows: [string, string][] = [
    ["Image", `${image.reference} (${image.platform})`],
    ["Digest", image.digest],
    ["System", `${system}, ${amount}`],
    ["Database", `${database.name}, ${database.date}`],
    ...database.limits.map((limit): [string, string] => ["", limit]),
  ];
  return rows.map(([name, text]) => `${colors.dim(name.padEnd(10))}${printable(text)}`);
}

function findingsTable(findings: readonly Finding[], { width }: Rendering, colors: Colors): string {
  const rows = findings.map((finding) => [
    finding.severity.toUpperCase(),
    printable(finding.kev ? `${finding.id} exploited` : finding.id),
    printable(finding.package.name),
    printable(finding.package.version),
    printable(finding.fixedVersions.join(", ")) || "no fix yet",
    layerText(finding.layer),
  ]);
  const heads = ["SEVERITY", "VULNERABILITY", "PACKAGE", "INSTALLED", "FIXED IN", "LAYER"];
  const most = [10, 28, 34, 28, 34];
  const columns = heads
    .slice(0, 5)
    .map(
      (name, at) =>
        Math.min(Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)), most[at] ?? 0) +
        2,
    );
  const used = columns.reduce((sum, column) => sum + column, 0);
  const last = Math.max(width - used, 20);
  const written = new Table({
    head: heads.map((name) => colors.dim(name)),
    colWidths: [...columns, last],
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const [at, row] of rows.entries()) {
    const color = colorOf[findings[at]?.severity ?? "unknown"](colors);
    // Wrapped here and not by the table, which counts the codes of colours as text.
    const cells = row.map((text, column) => wrap(text, (columns[column] ?? last) - 2));
    written.push([
      color(cells[0] ?? ""),
      ...cells.slice(1, -1),
      colors.dim(clip(row.at(-1) ?? "", last - 2)),
    ]);
  }
  return written
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function wrap(text: string, length: number): string {
  const lines = [];
  for (let at = 0; at === 0 || at < text.length; at += length)
    lines.push(text.slice(at, at + length));
  return lines.join("\n");
}

function counts(summary: Summary, colors: Colors): string {
  if (summary.total === 0) return colors.green("No known vulnerabilities found.");
  const parts = severities
    .filter((severity) => summary[severity] > 0)
    .map((severity) => colorOf[severity](colors)(`${summary[severity]} ${severity}`));
  const noun = summary.total === 1 ? "vulnerability" : "vulnerabilities";
  return `${summary.total} ${noun}: ${parts.join(", ")}; ${summary.fixable} with a fix.`;
}

const skippedShown = 20;

function leftOut({ skipped }: ScanResult, colors: Colors): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped
    .slice(0, skippedShown)
    .map(({ path, reason }) => `  ${printable(path === "" ? reason : `${path}: ${reason}`)}`);
  const more = skipped.length - skippedShown;
  if (more > 0) lines.push(`  and ${more} more, in --format json`);
  return ["", colors.yellow("Not looked at, or not judged:"), ...lines];
}

/** `2 RUN apk add curl`. */
function layerText({ index, command }: LayerRef): string {
  const words = (command ?? "")
    .replace(/^\/bin\/sh -c (#\(nop\) +)?/, "")
    .replace(/\s+/g, " ")
    .trim();
  return printable(`${index} ${words}`.trim());
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
