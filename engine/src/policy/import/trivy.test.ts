import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { madeFinding, madePackage, madeResult } from "../../../test/scan-results.ts";
import { reports } from "../../report/reports.ts";
import { exceptResult } from "../except-result.ts";
import { importExceptions } from "./import.ts";

const gopath = spawnSync("go", ["env", "GOPATH"], { encoding: "utf8" }).stdout?.trim();
const env = {
  ...process.env,
  PATH: [process.env.PATH, ...(gopath ? [join(gopath, "bin")] : [])].join(delimiter),
};
const isThere = spawnSync("trivy", ["--version"], { env }).status === 0;

const packages = [
  madePackage({ name: "left", version: "1.5.0" }),
  madePackage({ name: "left", version: "2.0.0", path: "app/node_modules/left/package.json" }),
  madePackage({ name: "right", version: "1.0.0" }),
];
const ids = ["CVE-2026-1000", "CVE-2026-1001", "CVE-2026-1002", "GHSA-aaaa-bbbb-cccc"];
const result = madeResult({
  packages,
  findings: packages.flatMap((one) => ids.map((id) => madeFinding(one, { id }))),
});
const now = new Date();
const day = (offset: number) =>
  new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);

const files = {
  "ids and ends": [
    "trivyignore",
    `# known
CVE-2026-1000
  CVE-2026-1001   exp:${day(2)}   # soon
CVE-2026-1002 exp:${day(-1)}
GHSA-aaaa-bbbb-cccc exp:${day(0)}
CVE-2026-100
cve-2025-1000
`,
  ],
  "an end that is none": [
    "trivyignore",
    "CVE-2026-1000 exp:2026-13-01\nCVE-2026-1001 until tomorrow\n",
  ],
  "packages, places and ends": [
    "trivyignore-yaml",
    `vulnerabilities:
  - id: CVE-2026-1000
    purls: [pkg:npm/left@1.5.0, "pkg:npm/right"]
  - id: CVE-2026-1001
    paths: ["app/**"]
    statement: Not started
  - id: CVE-2026-1002
    paths: ["*/left/package.json", "node_modules/*/package.json"]
    purls: ["pkg:npm/left"]
  - id: GHSA-aaaa-bbbb-cccc
    expired_at: ${day(-1)}
`,
  ],
} as const;

describe.runIf(isThere)("what the real Trivy leaves out", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plimsoll-ignore-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const written = (one: typeof result) =>
    reports.trivy.write(one, { created: "2026-01-01T00:00:00Z", toolVersion: "1" });
  type Found = { VulnerabilityID: string; PkgName: string; InstalledVersion: string };
  const counted = (text: string) => {
    const { Results } = JSON.parse(text) as { Results: { Vulnerabilities?: Found[] }[] };
    return Results.flatMap((one) => one.Vulnerabilities ?? [])
      .map((one) => `${one.VulnerabilityID} ${one.PkgName} ${one.InstalledVersion}`)
      .sort();
  };

  it.each(Object.entries(files))("is what we leave out: %s", (_, [form, text]) => {
    const [report, ignore] = ["report.json", `ignore${form === "trivyignore" ? "" : ".yaml"}`].map(
      (name) => join(folder, name),
    ) as [string, string];
    writeFileSync(report, written(result));
    writeFileSync(ignore, text);
    const command = ["convert", "--quiet", "--format", "json", "--ignorefile", ignore, report];
    const theirs = spawnSync("trivy", command, { env, encoding: "utf8" });
    expect(theirs.status).toBe(0);

    const context = { reason: "imported", expires: null, scope: {} };
    const { exceptions } = importExceptions(form, text, context);
    const filed = exceptions.map((one) => ({ ...one, document: ignore }));
    const ours = exceptResult(result, filed, now).result;
    expect(counted(written(ours))).toEqual(counted(theirs.stdout));
    expect(ours.suppressed.length).toBeGreaterThan(0);
    expect(ours.findings.length).toBeGreaterThan(0);
  });
});
