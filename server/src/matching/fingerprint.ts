import { createHash } from "node:crypto";
import {
  type AdvisoryDatabase,
  advisedAs,
  type MatchedPackage,
  matchPackage,
  type OperatingSystem,
} from "@plimsoll/engine";

/** A package and what of its image decides what is known about it: what `package` keeps once. */
export type DistinctPackage = {
  readonly package: MatchedPackage;
  /** Of a system's package alone; its point release says nothing about advisories. */
  readonly os: OperatingSystem | null;
};

type Fingerprint = {
  readonly hash: Buffer;
  /** What it is looked up by, to count by; null where no advisories are about it. */
  readonly advised: string | null;
};

/** Says for one state of the advisories what a package's findings rest on: where it is the same, so are they. */
export type Fingerprints = (one: DistinctPackage) => Fingerprint;

/** Packages that are looked up by the same name share a look-up. */
export function fingerprintsOf(database: AdvisoryDatabase, now: Date): Fingerprints {
  const known = new Map<string, { hash: Buffer; byProduct: boolean }>();
  const said = (ecosystem: string, name: string, key: string) => {
    const before = known.get(key);
    if (before) return before;
    const advisories = database.lookup(ecosystem, name);
    const byProduct = advisories.some(({ products }) => products !== null);
    const entry = { hash: hashOf([key, database.covers(ecosystem), advisories]), byProduct };
    known.set(key, entry);
    return entry;
  };
  return (one) => {
    const advised = advisedAs(one.package, one.os, { now });
    if (advised === null) return { hash: hashOf(null), advised: null };
    const key = `${advised.ecosystem}\0${advised.name}`;
    const { hash, byProduct } = said(advised.ecosystem, advised.name, key);
    return {
      hash: byProduct ? hashOf([hash.toString("hex"), productsOf(one, database, now)]) : hash,
      advised: key,
    };
  };
}

/** Which products a package is one of is for the engine to ask: what it asks and is told while it matches. */
function productsOf(one: DistinctPackage, database: AdvisoryDatabase, now: Date): unknown[] {
  const told: unknown[] = [];
  const listening: AdvisoryDatabase = {
    info: database.info,
    covers: (ecosystem) => database.covers(ecosystem),
    lookup: (ecosystem, name) => database.lookup(ecosystem, name),
    packages: () => database.packages(),
    products: (kind, name) => {
      const products = database.products?.(kind, name) ?? [];
      told.push([kind, name, products]);
      return products;
    },
    close: () => {},
  };
  matchPackage(one.package, one.os, database.products ? listening : database, { now });
  return told;
}

/** 16 bytes: enough to tell states of public data apart. */
function hashOf(value: unknown): Buffer {
  return createHash("sha256").update(JSON.stringify(value)).digest().subarray(0, 16);
}
