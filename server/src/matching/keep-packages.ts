import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import {
  type AdvisoryDatabase,
  type MatchedPackage,
  matchPackage,
  type OperatingSystem,
  type Package,
} from "@plimsoll/engine";
import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { writeFindings } from "./findings.ts";
import { type DistinctPackage, fingerprintsOf } from "./fingerprint.ts";

/** Of an operating system's package, the distribution decides which advisories are about it. */
const systemTypes: ReadonlySet<string> = new Set(["apk", "deb", "rpm"]);
/** So many packages go into one statement. */
const chunk = 1000;

export type KeptPackages = {
  /** One for each package given, in their order. */
  readonly ids: readonly number[];
  /** How many of the distinct ones were not known, and were matched. */
  readonly matched: number;
};

/**
 * Finds each package among those that are kept, and keeps and matches the ones that no image held before. To be
 * called while matches are held.
 */
export async function keepPackages(
  tx: Tx,
  database: AdvisoryDatabase,
  inventory: { readonly os: OperatingSystem | null; readonly packages: readonly Package[] },
): Promise<KeptPackages> {
  const distinct = new Map<string, DistinctPackage>();
  const keys = inventory.packages.map((one) => {
    const made = distinctOf(one, inventory.os);
    const key = keyOf(made);
    if (!distinct.has(key)) distinct.set(key, made);
    return key;
  });
  // In one order for all, so that two saves never wait for each other.
  const all = [...distinct.keys()].sort();
  const ids = new Map<string, number>();
  await find(tx, all, ids);
  const missing = all.filter((key) => !ids.has(key));
  const fingerprints = fingerprintsOf(database, new Date());
  for (let start = 0; start < missing.length; start += chunk) {
    const some = missing.slice(start, start + chunk);
    const rows = [];
    for (const key of some) {
      const one = distinct.get(key);
      if (one === undefined) continue;
      const match = matchPackage(one.package, one.os, database);
      rows.push({ key, one, match, fingerprint: fingerprints(one).hash });
      if (rows.length % 100 === 0) await breathe();
    }
    const made = await insert(tx, rows);
    for (const [key, id] of made) ids.set(key, id);
    await writeFindings(
      tx,
      rows.flatMap(({ key, match, fingerprint }) => {
        const id = made.get(key);
        return id === undefined ? [] : [{ id, match, fingerprint }];
      }),
    );
    // What another save has just kept is matched too: it was waited for.
    await find(
      tx,
      some.filter((key) => !ids.has(key)),
      ids,
    );
  }
  return { ids: keys.map((key) => idOf(ids, key)), matched: missing.length };
}

function idOf(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error("a package was neither found nor kept");
  return id;
}

/** By what it was brought differs from image to image and decides nothing: that is kept with the inventory. */
function distinctOf(
  { layer: _, broughtBy: __, ...one }: Package,
  os: OperatingSystem | null,
): DistinctPackage {
  const package_: MatchedPackage = one;
  if (os === null || !systemTypes.has(one.type)) return { package: package_, os: null };
  return { package: package_, os: { ...os, version: os.release } };
}

function keyOf({ package: one, os }: DistinctPackage): string {
  const parts = [sorted(one), os === null ? null : sorted(os)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function find(tx: Tx, keys: readonly string[], ids: Map<string, number>): Promise<void> {
  if (keys.length === 0) return;
  const { rows } = await sql<{ id: number; key: string }>`
    select id, encode(key, 'hex') as key from package
    where key in (select decode(given, 'hex') from unnest(${keys}::text[]) as given)`.execute(tx);
  for (const { id, key } of rows) ids.set(key, id);
}

async function insert(
  tx: Tx,
  given: readonly {
    key: string;
    one: DistinctPackage;
    match: { gap: string | null; faults: readonly string[] };
    fingerprint: Buffer;
  }[],
): Promise<Map<string, number>> {
  const rows = given.map(({ key, one, match, fingerprint }) => ({
    key,
    fingerprint: fingerprint.toString("hex"),
    gap: match.gap === null ? null : toText(match.gap),
    faults: match.faults,
    data: one,
  }));
  const made = await sql<{ id: number; key: string }>`
    insert into package (key, fingerprint, gap, faults, data)
    select decode(key, 'hex'), decode(fingerprint, 'hex'), gap, faults, data
    from jsonb_to_recordset(${toJson(rows)}::jsonb)
      as row(key text, fingerprint text, gap text, faults jsonb, data jsonb)
    order by key
    on conflict (key) do nothing returning id, encode(key, 'hex') as key`.execute(tx);
  return new Map(made.rows.map(({ id, key }) => [key, id]));
}
