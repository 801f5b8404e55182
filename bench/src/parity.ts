import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import {
  type AdvisoryDatabase,
  machinePlatform,
  openSource,
  openTrivyDatabase,
  type ScanResult,
  scanImage,
  selectImage,
} from "@plimsoll/engine";
import { writeDatabase } from "./matching.ts";
import { emptyTrivyCache, trivyPath } from "./trivy.ts";

/** What both must agree on, `Fixed` apart: Trivy also names fixes below what is installed. */
type Row = {
  readonly id: string;
  readonly name: string;
  readonly installed: string;
  readonly severity: string;
  readonly status: string;
  readonly fixed: readonly string[];
};

type Parity = {
  /** Scans both ways on one database. */
  readonly cache: string;
  readonly database: AdvisoryDatabase;
  readonly trivy: string;
};

/**
 * Holds our findings against Trivy's: the same images, the same `trivy.db`, which is written by us from the carried
 * advisories, or is the one in the folder given.
 */
export async function openParity(folder: string, given?: string): Promise<Parity> {
  if (!trivyPath) throw new Error("there is no Trivy on PATH or in ~/go/bin");
  const cache = join(folder, "parity-cache");
  emptyTrivyCache(cache);
  const databaseFolder = join(cache, "db");
  if (given) cpSync(given, databaseFolder, { recursive: true });
  else await writeDatabase(databaseFolder);
  return { cache, database: openTrivyDatabase(databaseFolder), trivy: trivyPath };
}

export const parityHeads = [
  "image",
  "packages",
  "ours",
  "Trivy's",
  "the same",
  "only ours",
  "only Trivy's",
  "fixes differ",
] as const;

/** A row of counts, and what differs: `+` only ours, `-` only Trivy's, `~` other fixes. */
export async function compareFindings(
  parity: Parity,
  name: string,
  reference: string,
): Promise<{ readonly row: readonly string[]; readonly differences: readonly string[] }> {
  const result = await scan(parity, reference);
  const ours = new Map(rowsOf(result).map((row) => [keyOf(row), row]));
  const theirs = new Map(trivyRows(parity, reference).map((row) => [keyOf(row), row]));
  const onlyOurs = [...ours.keys()].filter((key) => !theirs.has(key));
  const onlyTheirs = [...theirs.keys()].filter((key) => !ours.has(key));
  const fixes = [...ours].filter(
    ([key, row]) => theirs.has(key) && !sameFixes(row, theirs.get(key) ?? row),
  );
  const counts = [
    result.packages.length,
    ours.size,
    theirs.size,
    ours.size - onlyOurs.length,
    onlyOurs.length,
    onlyTheirs.length,
    fixes.length,
  ];
  return {
    row: [name, ...counts.map(String)],
    differences: [
      ...onlyOurs.map((key) => `+ ${key}`),
      ...onlyTheirs.map((key) => `- ${key}`),
      ...fixes.map(
        ([key, { fixed }]) =>
          `~ ${key}: ${fixed.join(", ")} | ${theirs.get(key)?.fixed.join(", ")}`,
      ),
    ],
  };
}

async function scan({ database }: Parity, reference: string): Promise<ScanResult> {
  const source = await openSource(`http://${reference}`);
  try {
    const image = await selectImage(source, await source.resolve(), machinePlatform());
    return await scanImage(image, { database });
  } finally {
    await source.close();
  }
}

function rowsOf({ findings }: ScanResult): Row[] {
  return findings.map((finding) => ({
    id: finding.id,
    name: finding.package.name,
    installed: finding.package.version,
    severity: finding.severity === "negligible" ? "LOW" : finding.severity.toUpperCase(),
    status: finding.status,
    fixed: finding.fixedVersions,
  }));
}

type TrivyReport = {
  Results?: {
    Vulnerabilities?: {
      VulnerabilityID: string;
      PkgName: string;
      InstalledVersion: string;
      FixedVersion?: string;
      Severity: string;
      Status: string;
    }[];
  }[];
};

function trivyRows({ cache, trivy }: Parity, reference: string): Row[] {
  const offline = [
    "--skip-db-update",
    "--skip-java-db-update",
    "--offline-scan",
    "--skip-version-check",
  ];
  const what = [
    "--scanners",
    "vuln",
    "--format",
    "json",
    "--quiet",
    "--image-src",
    "remote",
    "--insecure",
  ];
  const command = ["image", "--cache-dir", cache, ...offline, ...what, reference];
  const text = execFileSync(trivy, command, { encoding: "utf8", maxBuffer: 2 ** 30 });
  const { Results = [] } = JSON.parse(text) as TrivyReport;
  return Results.flatMap(({ Vulnerabilities = [] }) =>
    Vulnerabilities.map((one) => ({
      id: one.VulnerabilityID,
      name: one.PkgName,
      installed: one.InstalledVersion,
      severity: one.Severity,
      status: one.Status,
      fixed: one.FixedVersion ? one.FixedVersion.split(", ") : [],
    })),
  );
}

function keyOf({ id, name, installed, severity, status }: Row): string {
  return [id, name, installed, severity, status].join(" ");
}

/** Ours are those that help; each of them must be among Trivy's, and where Trivy names some we must too. */
function sameFixes(ours: Row, theirs: Row): boolean {
  return (
    ours.fixed.every((fix) => theirs.fixed.includes(fix)) &&
    ours.fixed.length > 0 === theirs.fixed.length > 0
  );
}
