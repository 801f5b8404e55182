import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BoltContents } from "../src/advisory/bolt/bucket.ts";
import { openTrivyDatabase } from "../src/advisory/trivy/open.ts";
import { writeTrivyDatabase } from "../src/advisory/trivy/write.ts";
import { advisory, databaseOf } from "../test/made-database.ts";
import { damaged } from "./bytes.ts";
import { type Target, target } from "./target.ts";

/** Some hundred pages: small buckets and large ones, and a page that overflows. */
async function sample(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  const many = Array.from({ length: 300 }, (_, index) =>
    advisory(`CVE-2024-${1000 + index}`, { description: "x".repeat(index * 40), severity: "low" }),
  );
  const packages = many.map((one, index) => [`package-${index}`, [one]] as const);
  const database = databaseOf({ "Debian:12": { linux: many }, npm: Object.fromEntries(packages) });
  await writeTrivyDatabase(folder, [database], { updatedAt: new Date(0), nextUpdate: new Date(0) });
  const bytes = readFileSync(join(folder, "trivy.db"));
  rmSync(folder, { recursive: true });
  return bytes;
}

function readAll(bytes: Buffer): void {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  try {
    writeFileSync(join(folder, "trivy.db"), bytes);
    const database = openTrivyDatabase(folder);
    try {
      walk(database.contents);
      for (const { ecosystem, name } of database.packages())
        for (const found of database.lookup(ecosystem, name)) JSON.stringify(found);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function walk(contents: BoltContents): void {
  for (const [, value] of contents) if (!Buffer.isBuffer(value)) walk(value);
}

export const advisories: readonly Target[] = [
  target("trivy-db", damaged([await sample()]), readAll),
];
