import type { Finding, SuppressedFinding } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import { originIn } from "./finding-text.ts";

type Row = { readonly finding: Finding | SuppressedFinding; readonly result: ScanResult };
type Cell = string | number | boolean | null;

/** New ones go to the end: programs may count. */
const columns: Readonly<Record<string, (row: Row) => Cell>> = {
  image: ({ result }) => result.image.reference,
  digest: ({ result }) => result.image.digest,
  platform: ({ result }) => result.image.platform,
  id: ({ finding }) => finding.id,
  aliases: ({ finding }) => finding.aliases.join(" "),
  severity: ({ finding }) => finding.severity,
  severity_source: ({ finding }) => finding.severitySource,
  status: ({ finding }) => finding.status,
  package: ({ finding }) => finding.package.name,
  installed_version: ({ finding }) => finding.package.version,
  fixed_versions: ({ finding }) => finding.fixedVersions.join(", "),
  package_type: ({ finding }) => finding.package.type,
  purl: ({ finding }) => finding.package.purl,
  path: ({ finding }) => finding.package.path,
  layer: ({ finding }) => finding.layer.index,
  layer_digest: ({ finding }) => finding.layer.digest,
  layer_command: ({ finding }) => finding.layer.command,
  cvss_score: ({ finding }) => finding.cvss?.score ?? null,
  cvss_vector: ({ finding }) => finding.cvss?.vector ?? null,
  exploited: ({ finding }) => finding.kev,
  epss: ({ finding }) => finding.epss,
  cwes: ({ finding }) => finding.cwes.join(" "),
  published: ({ finding }) => finding.published,
  modified: ({ finding }) => finding.modified,
  source: ({ finding }) => finding.source,
  why: ({ finding }) => finding.why,
  title: ({ finding }) => finding.title,
  references: ({ finding }) => finding.references.join(" "),
  suppressed: ({ finding }) => suppression(finding)?.status ?? null,
  suppressed_because: ({ finding }) =>
    suppression(finding)?.justification ?? suppression(finding)?.statement ?? null,
  suppressed_by: ({ finding }) => suppression(finding)?.document ?? null,
  from: ({ finding }) => originIn(finding)?.from ?? null,
  base: ({ result: { base } }) => base?.reference ?? base?.digest ?? null,
  brought_by: ({ finding }) => originIn(finding)?.chain.slice(0, -1).join(" > ") ?? null,
  manifest: ({ finding }) => originIn(finding)?.manifest ?? null,
  dockerfile_line: ({ finding }) => originIn(finding)?.line?.number ?? null,
};

/** A line for each finding, those of VEX documents after the others; https://www.rfc-editor.org/rfc/rfc4180 */
export function csv(results: readonly ScanResult[]): string {
  const cells = Object.values(columns);
  const rows = results.flatMap((result) =>
    [...result.findings, ...result.suppressed].map((finding) =>
      cells.map((cell) => cell({ finding, result })),
    ),
  );
  return [Object.keys(columns), ...rows].map(csvLine).join("");
}

/** With its end; what a spreadsheet would compute becomes text. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(",")}\r\n`;
}

/** What a spreadsheet would compute becomes text by an apostrophe, https://owasp.org/www-community/attacks/CSV_Injection */
function written(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function suppression(finding: Finding | SuppressedFinding) {
  return "suppressedBy" in finding ? finding.suppressedBy : null;
}
