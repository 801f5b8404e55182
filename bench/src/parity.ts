/**
 * Holds our findings against Trivy's: the same images, the same `trivy.db`, which is written by us from the carried
 * advisories (or is the one given): `node bench/src/parity.ts [--db FOLDER] [--image REFERENCE]… [IMAGE…]`.
 */
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  machinePlatform,
  openSource,
  openTrivyDatabase,
  type ScanResult,
  scanImage,
  selectImage,
} from "@plimsoll/engine";
import { startDockerRegistry } from "@plimsoll/testkit";
import { buildImage, pushImage } from "./build.ts";
import { writeDatabase } from "./matching.ts";
import { images, missing } from "./recipes.ts";
import { rootFilesystems } from "./root-filesystems.ts";
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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { db: { type: "string" }, image: { type: "string", multiple: true, default: [] } },
});
const folder = process.env.PLIMSOLL_BENCH_DIR ?? join(tmpdir(), "plimsoll-bench");
const trivy = trivyPath;
if (!trivy) throw new Error("there is no Trivy on PATH or in ~/go/bin");

const cache = join(folder, "parity-cache");
emptyTrivyCache(cache);
const databaseFolder = join(cache, "db");
if (values.db) cpSync(values.db, databaseFolder, { recursive: true });
else await writeDatabase(databaseFolder);
const database = openTrivyDatabase(databaseFolder);

const registry = await startDockerRegistry();
print(
  "image",
  "packages",
  "ours",
  "Trivy's",
  "the same",
  "only ours",
  "only Trivy's",
  "fixes differ",
);
try {
  for (const recipe of images.filter(({ name }) => isChosen(name))) {
    if (missing(recipe).length > 0) continue;
    await compare(recipe.name, await pushImage(await buildImage(recipe, folder), registry.host));
  }
  for (const image of rootFilesystems(folder))
    if (isChosen(image.name)) await compare(image.name, await pushImage(image, registry.host));
  for (const reference of values.image) await compare(reference, reference);
} finally {
  await registry.close();
  database.close();
}

function isChosen(name: string): boolean {
  return positionals.length === 0 || positionals.includes(name);
}

async function compare(name: string, reference: string): Promise<void> {
  const result = await scan(reference);
  const ours = new Map(rowsOf(result).map((row) => [keyOf(row), row]));
  const theirs = new Map(trivyRows(reference).map((row) => [keyOf(row), row]));
  const onlyOurs = [...ours.keys()].filter((key) => !theirs.has(key));
  const onlyTheirs = [...theirs.keys()].filter((key) => !ours.has(key));
  const fixes = [...ours].filter(
    ([key, row]) => theirs.has(key) && !sameFixes(row, theirs.get(key) ?? row),
  );
  print(
    name,
    String(result.packages.length),
    String(ours.size),
    String(theirs.size),
    String(ours.size - onlyOurs.length),
    String(onlyOurs.length),
    String(onlyTheirs.length),
    String(fixes.length),
  );
  for (const key of onlyOurs) process.stdout.write(`  + ${key}\n`);
  for (const key of onlyTheirs) process.stdout.write(`  - ${key}\n`);
  for (const [key, { fixed }] of fixes)
    process.stdout.write(
      `  ~ ${key}: ${fixed.join(", ")} | ${theirs.get(key)?.fixed.join(", ")}\n`,
    );
}

async function scan(reference: string): Promise<ScanResult> {
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

function trivyRows(reference: string): Row[] {
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
  const text = execFileSync(trivy ?? "", command, { encoding: "utf8", maxBuffer: 2 ** 30 });
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

function print(name: string, ...cells: string[]): void {
  process.stdout.write(`${name.padEnd(32)}${cells.map((cell) => cell.padStart(14)).join("")}\n`);
}
