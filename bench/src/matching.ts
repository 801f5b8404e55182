import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type AdvisoryDatabase,
  type InventoryResult,
  machinePlatform,
  matchPackage,
  openSource,
  openStarterDatabase,
  openTrivyDatabase,
  readInventory,
  selectImage,
  writeTrivyDatabase,
} from "@plimsoll/engine";
import { type Cost, measure, median } from "./measure.ts";
import { emptyTrivyCache } from "./trivy.ts";

const plimsoll = fileURLToPath(new URL("../../cli/bin/plimsoll.mjs", import.meta.url));

/** Writes the carried advisories where Trivy looks for its database. */
export async function writeDatabase(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await writeTrivyDatabase(folder, [await openStarterDatabase()], {
    updatedAt: new Date(),
    nextUpdate: new Date(Date.now() + 30 * 864e5),
  });
}

export type MatchingCost = {
  readonly packages: number;
  readonly findings: number;
  /** Packages a second: the database just opened, and once more with what it then knows. */
  readonly cold: number;
  readonly warm: number;
  /** Whole processes on one `trivy.db`, what the image holds being known. */
  readonly ours: Cost;
  readonly theirs: Cost | null;
};

/** What matching costs: alone in this process, and in a scan of an image whose layers are known. */
export async function measureMatching(
  reference: string,
  options: {
    readonly database: string;
    readonly cache: string;
    readonly trivy: string | undefined;
    readonly runs: number;
  },
): Promise<MatchingCost> {
  const { cache, trivy, runs } = options;
  const inventory = await inventoryOf(reference);
  const database = openTrivyDatabase(options.database);
  const cold = matchAll(inventory, database);
  const warm = matchAll(inventory, database);
  database.close();

  rmSync(cache, { recursive: true, force: true });
  const scan = [process.execPath, plimsoll, "scan", `http://${reference}`];
  const ours = [
    ...scan,
    "--db",
    options.database,
    "--offline",
    "--format",
    "json",
    "--cache-dir",
    cache,
  ];
  const theirs = trivy && trivyScan(trivy, reference, options);
  const costs = Array.from({ length: runs + 1 }, () => ({
    ours: measure(ours),
    theirs: theirs ? measure(theirs) : null,
  })).slice(1);
  return {
    packages: inventory.packages.length,
    findings: cold.findings,
    cold: cold.rate,
    warm: warm.rate,
    ours: median(costs.map((cost) => cost.ours)),
    theirs: theirs ? median(costs.flatMap((cost) => cost.theirs ?? [])) : null,
  };
}

function matchAll({ os, packages }: InventoryResult, database: AdvisoryDatabase) {
  const began = performance.now();
  let findings = 0;
  for (const one of packages) findings += matchPackage(one, os, database).findings.length;
  return { findings, rate: packages.length / ((performance.now() - began) / 1000) };
}

async function inventoryOf(reference: string): Promise<InventoryResult> {
  const source = await openSource(`http://${reference}`);
  try {
    return await readInventory(
      await selectImage(source, await source.resolve(), machinePlatform()),
    );
  } finally {
    await source.close();
  }
}

function trivyScan(
  trivy: string,
  reference: string,
  { database, cache }: { readonly database: string; readonly cache: string },
): string[] {
  const folder = `${cache}-trivy`;
  emptyTrivyCache(folder);
  mkdirSync(join(folder, "db"), { recursive: true });
  for (const name of ["trivy.db", "metadata.json"])
    copyFileSync(join(database, name), join(folder, "db", name));
  const offline = ["--skip-db-update", "--skip-java-db-update", "--offline-scan"];
  const what = ["--scanners", "vuln", "--format", "json", "--list-all-pkgs", "--quiet"];
  const from = ["--image-src", "remote", "--insecure", "--skip-version-check", "--timeout", "30m"];
  return [trivy, "image", "--cache-dir", folder, ...offline, ...what, ...from, reference];
}
