import type { SuppressedFinding } from "../src/match/finding.ts";
import { type ReportForm, type ReportFormat, reports } from "../src/report/reports.ts";
import type { ScanResult } from "../src/scan.ts";
import { layers, madeFinding, madePackage, madeResult } from "./scan-results.ts";

const made = { created: "2026-11-25T10:00:00Z", toolVersion: "1.2.3" };
/** A report as text; of forms for one image, the first one's. */
export function write(format: ReportFormat, ...results: [ScanResult, ...ScanResult[]]): string {
  const form: ReportForm = reports[format];
  return form.of === "image" ? form.write(results[0], made) : form.write(results, made);
}

/** Names that are a fault in some form of writing: markup, formulas, quotes, paths, control characters, half characters. */
export const hostile = [
  '"><script>alert(1)</script>',
  "</style><img src=x onerror=alert(1)>",
  '=HYPERLINK("http://evil","x")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  'a,b"c\r\nd',
  "../../etc/passwd",
  "javascript:alert(1)",
  "a\u0000b\u001b[2J\u202ec\ud800",
  "%00%zz",
  "{{7*7}}",
];
const debian = { family: "debian", release: "12", version: "12.5", name: "Debian GNU/Linux 12" };
export const musl = madePackage({
  ...{ name: "libssl3", version: "1:3.0.1-2", type: "deb", architecture: "amd64" },
  ...{ purl: "pkg:deb/debian/libssl3@3.0.1-2?epoch=1", path: "var/lib/dpkg/status" },
  ...{ source: { name: "openssl", version: "1:3.0.1-2" }, layer: layers[0] },
});
export const lodash = madePackage({ name: "lodash", version: "4.17.15" });
const again = madePackage({ name: "lodash", version: "4.17.15", path: "b/package.json" });
const program = madePackage({
  name: "example.com/a",
  type: "golang",
  path: "usr/bin/a",
  purl: "pkg:golang/example.com/a@1.0.0",
});
export const scores = [
  { version: "2", score: 5, vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", source: "nvd" },
  {
    version: "3",
    score: 9.8,
    vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    source: "nvd",
  },
  {
    version: "4",
    score: 8.7,
    vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
    source: null,
  },
  { version: "3", score: 1, vector: "not a vector", source: null },
] as const;
export const flaw = madeFinding(musl, {
  id: "CVE-2026-1",
  aliases: ["DSA-1-1"],
  title: "Overflow in\n TLS",
  description: "Long story.",
  severity: "critical",
  severitySource: "NVD",
  fixedVersions: ["1:3.0.2-1", "1:3.1.0-1"],
  cvss: { score: 9.8, vector: scores[1].vector },
  cvssScores: scores,
  cwes: ["CWE-79", "CWE-79", "nonsense"],
  kev: true,
  epss: 0.97,
  published: "2026-01-02",
  modified: "2026-02-03",
  references: ["https://example.com/a", "javascript:alert(1)", "http://u:p@example.com/", "no url"],
});
const polluted = [lodash, again].map((one) =>
  madeFinding(one, { id: "GHSA-aaaa-bbbb-cccc", severity: "negligible" }),
);
const suppressed: SuppressedFinding = {
  ...madeFinding(program, { id: "CVE-2026-2", severity: "medium" }),
  suppressedBy: {
    ...{ document: "web.vex.json", status: "not_affected", statement: "It is never called." },
    justification: "vulnerable_code_not_in_execute_path",
  },
};
export const whole = madeResult({
  packages: [musl, lodash, again, program],
  findings: [flaw, ...polluted],
  suppressed: [suppressed],
  os: debian,
  skipped: [{ path: "a/b", reason: "it is damaged", layer: 0 }],
});
const evil = hostile.map((name) => madePackage({ name, version: name, path: `srv/${name}` }));
export const poisoned = madeResult({
  packages: evil,
  findings: evil.map((one, at) =>
    madeFinding(one, {
      ...{ id: `CVE-2026-${at + 10}`, title: one.name, description: one.name, why: one.name },
      ...{ references: [one.name], source: one.name, fixedVersions: [one.name], cwes: [one.name] },
      ...{ aliases: [one.name], severitySource: one.name },
      layer: { ...one.layer, command: one.name },
    }),
  ),
  os: { ...debian, name: hostile[0] ?? "", version: hostile[1] ?? "" },
  skipped: hostile.map((name) => ({ path: name, reason: name, layer: null })),
});
export const other = madeResult({
  image: { platform: "linux/arm64" },
  packages: [lodash],
  findings: polluted.slice(0, 1),
});
export const cases: [string, ScanResult][] = [
  ["findings of every kind", whole],
  ["nothing", madeResult({})],
  ["hostile names", poisoned],
];
