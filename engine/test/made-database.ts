import type { Advisory, AdvisoryDatabase, DatabaseInfo } from "../src/advisory/database.ts";

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

/** One in memory; it does not cover Debian 7. */
export function databaseOf(made: Made, info: Partial<DatabaseInfo> = {}): AdvisoryDatabase {
  return {
    info: { name: "made", version: "1", date: "2026-01-02", limits: [], sources: [], ...info },
    covers: (ecosystem) => Object.hasOwn(made, ecosystem) && ecosystem !== "Debian:7",
    lookup: (ecosystem, name) => made[ecosystem]?.[name] ?? [],
    *packages() {
      for (const [ecosystem, packages] of Object.entries(made))
        for (const name of Object.keys(packages)) yield { ecosystem, name };
    },
    close: () => {},
  };
}
