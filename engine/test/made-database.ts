import type { Advisory, AdvisoryDatabase, DatabaseInfo } from "../src/advisory/database.ts";
import { memoryDatabase } from "../src/advisory/memory.ts";

/** An advisory of which only what matters is said. */
export function advisory(id: string, more: Partial<Advisory> = {}): Advisory {
  return {
    id,
    aliases: [],
    source: "Made up",
    title: null,
    description: null,
    ranges: [],
    versions: [],
    constraints: null,
    status: null,
    severity: "unknown",
    severitySource: null,
    cvss: [],
    cwes: [],
    kev: false,
    epss: null,
    published: null,
    modified: null,
    references: [],
    architectures: [],
    products: null,
    ...more,
  };
}

type Made = { readonly [ecosystem: string]: { readonly [name: string]: readonly Advisory[] } };

/** One in memory. */
export function databaseOf(made: Made, info: Partial<DatabaseInfo> = {}): AdvisoryDatabase {
  return memoryDatabase(
    { name: "made", version: "1", date: "2026-01-02", limits: [], sources: [], ...info },
    Object.entries(made).flatMap(([ecosystem, packages]) =>
      Object.entries(packages).map(([name, advisories]) => ({ ecosystem, name, advisories })),
    ),
  );
}
