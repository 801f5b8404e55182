import type { Advisory } from "../src/advisory/database.ts";
import type { OperatingSystem, Package, PackageType } from "../src/inventory/package.ts";
import { endOfLife } from "../src/match/end-of-life.ts";
import { matchInventory } from "../src/match/match.ts";
import type { BaseImage } from "../src/origin/base-image.ts";
import type { RemedyInput } from "../src/remedy/plan-remedy.ts";
import { advisory, database } from "./build-image.ts";

/** A package of a made image: `openssl 3.0.9-1`, with what a test cares about beside. */
export function installed(
  type: PackageType,
  name: string,
  version: string,
  more: Partial<Package> = {},
): Package {
  return {
    type,
    name,
    version,
    purl: `pkg:${type}/${encodeURIComponent(name)}@${encodeURIComponent(version)}`,
    path: placeOf(type, name),
    source: null,
    architecture: null,
    licenses: [],
    maintainer: type === "rpm" ? "Red Hat, Inc." : null,
    ownedBy: null,
    layer: layer(0),
    ...more,
  };
}

export const layer = (index: number, command: string | null = null) => ({
  index,
  digest: `sha256:${index}`,
  diffId: `sha256:${index}`,
  command,
});

/** Where the type's packages mostly lie. */
function placeOf(type: PackageType, name: string): string {
  const places: Partial<Record<PackageType, string>> = {
    deb: "var/lib/dpkg/status",
    apk: "lib/apk/db/installed",
    rpm: "var/lib/rpm/rpmdb.sqlite",
    npm: `app/node_modules/${name}/package.json`,
    pypi: `usr/lib/python3/site-packages/${name}.dist-info/METADATA`,
    golang: "usr/local/bin/app",
    cargo: "usr/local/bin/app",
    maven: `app/lib/${name.slice(name.indexOf(":") + 1)}.jar`,
    gem: "app/Gemfile.lock",
    composer: "app/composer.lock",
  };
  return places[type] ?? "somewhere";
}

/** A base of so many layers, if that is told. */
export const baseOf = (
  layers: number | null,
  reference: string | null = "debian:12",
): BaseImage => ({
  reference,
  digest: null,
  layers,
  confidence: "certain",
  evidence: [],
});

export const system = (family: string, release: string): OperatingSystem => ({
  family,
  release,
  version: release,
  name: `${family} ${release}`,
});

/** Advisories by `ECOSYSTEM/NAME`, each as `ID: RANGES`, a range as `>=LOW <FIX` or `<FIX` or `>=LOW` or `*`. */
export type Known = Readonly<Record<string, readonly (string | Advisory)[]>>;

function known(text: string | Advisory): Advisory {
  if (typeof text !== "string") return text;
  const [id = "", ranges = ""] = text.split(": ");
  return advisory({
    id,
    ranges: ranges.split(" or ").map((range) => {
      const [, introduced] = />=(\S+)/.exec(range) ?? [];
      const [, fixed] = /<(\S+)/.exec(range) ?? [];
      return { ...(introduced ? { introduced } : {}), ...(fixed ? { fixed } : {}) };
    }),
  });
}

/** An image as a plan is made for it, with its findings by the advisories. */
export function imageWith(
  packages: readonly Package[],
  advisories: Known,
  more: Partial<RemedyInput> = {},
): RemedyInput {
  const now = more.now ?? new Date("2026-11-26T12:00:00Z");
  const os = more.os ?? null;
  const db = database(
    Object.fromEntries(Object.entries(advisories).map(([key, some]) => [key, some.map(known)])),
  );
  const match: RemedyInput["match"] = (some, within) =>
    matchInventory({ os: within, packages: some }, db, { now }).findings;
  return {
    os,
    endOfLife: endOfLife(os, now),
    packages,
    findings: match(packages, os),
    base: null,
    bases: [],
    dockerfile: null,
    match,
    now,
    ...more,
  };
}
