import type { Package } from "../src/inventory/package.ts";
import type { Finding, SuppressedFinding } from "../src/match/finding.ts";
import { summarise } from "../src/match/summary.ts";
import { traceFindings } from "../src/origin/origin.ts";
import type { ScanResult } from "../src/scan.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const layer = (index: number, command: string) => ({
  index,
  digest: digest(String(index)),
  diffId: digest(String(index + 4)),
  command,
  size: 10,
});
export const layers = [layer(0, "ADD rootfs.tar /"), layer(1, "RUN npm ci")] as const;

export function madePackage(given: Partial<Package> & Pick<Package, "name">): Package {
  const version = given.version ?? "1.0.0";
  const type = given.type ?? "npm";
  return {
    version,
    type,
    purl: `pkg:${type}/${encoded(given.name)}@${encoded(version)}`,
    path: `node_modules/${given.name}/package.json`,
    ...{ source: null, architecture: null, licenses: [], maintainer: null, ownedBy: null },
    layer: layers[1],
    ...given,
  };
}

export function madeFinding(one: Package, given: Partial<Finding> & Pick<Finding, "id">): Finding {
  const { name, version, type, purl, path, layer } = one;
  return {
    ...{ aliases: [], title: null, description: null, severity: "high", severitySource: null },
    ...{ fixedVersions: [], cvss: null, cvssScores: [], cwes: [], kev: false, epss: null },
    ...{ published: null, modified: null, references: [], source: "GitHub Advisory Database" },
    why: `${name} < 2 (npm)`,
    status: (given.fixedVersions?.length ?? 0) > 0 ? "fixed" : "affected",
    package: { name, version, type, purl, path },
    layer,
    ...given,
  };
}

export function madeResult(given: {
  readonly packages?: readonly Package[];
  readonly findings?: readonly Finding[];
  readonly suppressed?: readonly SuppressedFinding[];
  readonly image?: Partial<ScanResult["image"]>;
  readonly os?: ScanResult["os"];
  readonly skipped?: ScanResult["skipped"];
}): ScanResult {
  const { packages = [], findings = [], suppressed = [], os = null, skipped = [] } = given;
  return {
    schemaVersion: 1,
    image: {
      ...{ reference: "registry.example.com/shop/web:1.4", digest: digest("a") },
      ...{ platform: "linux/amd64", configDigest: digest("c"), size: 30, layers, history: [] },
      ...given.image,
    },
    base: null,
    os,
    database: { name: "Test", version: "1", date: "2026-11-01", limits: ["none"], sources: [] },
    endOfLife: null,
    summary: summarise(findings),
    unchecked: 0,
    findings: traceFindings(findings, packages, { base: null }),
    ...{ suppressed, packages, leftOut: [], skipped },
  };
}

/** A character cut in half cannot be in a URL. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
