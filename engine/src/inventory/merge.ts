import type { Layer } from "../image/image.ts";
import type { LayerFile, LayerInventory } from "../layer/layer-inventory.ts";
import type { LayerStack } from "../layer/stack.ts";
import type { Limits } from "../limits.ts";
import type { ReadPackage } from "./analyser.ts";
import { analyserNamed } from "./analysers.ts";
import { withBringers } from "./brought-by.ts";
import type { JavaDatabase } from "./language/java/java-database.ts";
import { guessedJars, nameJars } from "./language/java/name-jars.ts";
import { whyLeftOut } from "./left-out.ts";
import type { LinkedName } from "./links.ts";
import { licensesBySource } from "./os/copyright.ts";
import { type Owner, ownership } from "./os/ownership.ts";
import { buildsOf } from "./os/red-hat-build.ts";
import { operatingSystem } from "./os/release.ts";
import { staleDatabases } from "./os/rpm/rpm.ts";
import {
  type BuildFacts,
  type Inventory,
  isSystemType,
  type LayerRef,
  type LeftOutPackage,
  type OperatingSystem,
  type Package,
  type Skipped,
} from "./package.ts";
import { purlOf } from "./purl.ts";

/** Puts an image's inventory together from its layers', bottom first; `stack` is of the same ones, whatever was read in them. */
export function mergeInventory(
  image: { readonly layers: readonly Layer[] },
  read: readonly LayerInventory[],
  stack: LayerStack,
  linked: readonly LinkedName[],
  limits: Limits,
  javaDatabase: JavaDatabase | null,
): Inventory {
  const layers = read.map((layer) => nameJars(layer, javaDatabase));
  const files = stack.visible((_, index) =>
    (layers[index]?.files ?? []).map((file) => [file.path, file] as const),
  );
  for (const link of linked) {
    const item = layers[link.layer]?.linked.find(
      ({ path, name }) => path === link.path && name === link.name,
    );
    if (item && !files.has(link.name)) files.set(link.name, { layer: link.layer, item });
  }
  const skipped = skippedOf(layers, limits);
  for (const { path, reason } of staleDatabases([...files.keys()])) {
    skipped.push({ path, layer: files.get(path)?.layer ?? null, reason });
    files.delete(path);
  }
  const os = operatingSystem((path) => files.get(path)?.item.reading.release);
  const readings = [...files.values()].map(({ item }) => item);
  const ownerOf = ownership(readings);
  const licensesOf = licensesBySource(readings);
  const origins = originLayers(layers);
  const refs = image.layers.map(layerRef);
  const builds = buildsOf(layers);
  const packages: Package[] = [];
  const leftOut: LeftOutPackage[] = [];
  const described: Package[] = [];
  for (const [path, { layer, item }] of files) {
    if (item.sameAs !== undefined && files.get(item.sameAs)?.layer === layer) continue;
    const owner = ownerOf(path);
    for (const read of item.reading.packages ?? []) {
      const origin = refs[origins.get(originKey(nameOf(item), read)) ?? layer];
      const made =
        origin &&
        packageOf(licensesOf(read), {
          path,
          os,
          layer: origin,
          build: builds[origin.index] ?? null,
          ownedBy: owner,
        });
      if (!made)
        skipped.push({
          path,
          layer,
          reason: whyLeftOut("package-name-unusable", { name: read.name }),
        });
      else if (owner && !owner.foreign && !isSystemType(made.type))
        leftOut.push({ ...made, reason: `part of ${owner.name}, which is counted and checked` });
      else if (analyserNamed(item.analyser)?.describes) described.push(made);
      else packages.push(made);
    }
  }
  addDescribed(described, packages, leftOut);
  const guessed = readings.reduce((sum, { reading }) => sum + guessedJars(reading), 0);
  if (guessed > 0 && !javaDatabase) skipped.push(guessedNote(guessed));
  const brought = withBringers(packages.sort(byName), files);
  return { os, packages: brought, leftOut: leftOut.sort(byName), skipped };
}

function guessedNote(jars: number): Skipped {
  const reason = whyLeftOut("java-guessed", { count: jars });
  return { path: "", layer: null, reason };
}

export function layerRef({ index, digest, diffId, command }: Layer): LayerRef {
  return { index, digest, diffId, command };
}

/** What a bill of materials or the like names counts where nothing else in the image does: the files themselves are nearer to the truth. */
function addDescribed(
  described: readonly Package[],
  packages: Package[],
  leftOut: LeftOutPackage[],
): void {
  const seen = new Set([...packages, ...leftOut].map(identity));
  for (const one of described) {
    const key = identity(one);
    if (seen.has(key))
      leftOut.push({ ...one, reason: "the same package is read from another file" });
    else packages.push(one);
    seen.add(key);
  }
}

/** Without the qualifiers, in which sources differ. */
function identity({ type, name, version, purl }: Package): string {
  return isSystemType(type) ? [type, name, version].join("\0") : (purl.split(/[?#]/)[0] ?? purl);
}

/** The lowest layer whose files hold the same name and version; it brought the package in, whoever wrote the file again. */
function originLayers(layers: readonly LayerInventory[]): Map<string, number> {
  const origins = new Map<string, number>();
  for (const [index, layer] of layers.entries())
    for (const file of [...layer.files, ...layer.linked])
      for (const read of file.reading.packages ?? []) {
        const key = originKey(nameOf(file), read);
        if (!origins.has(key)) origins.set(key, index);
      }
  return origins;
}

/** A database moves; a module's own file is the module. */
function originKey(path: string, { type, name, version, architecture }: ReadPackage): string {
  return [type, isSystemType(type) ? architecture : path, name, version].join("\0");
}

function nameOf(file: LayerFile & { readonly name?: string }): string {
  return file.name ?? file.path;
}

function packageOf(
  read: ReadPackage,
  place: {
    path: string;
    os: OperatingSystem | null;
    layer: LayerRef;
    build: BuildFacts | null;
    ownedBy: Owner | null;
  },
): Package | null {
  try {
    const { os, layer, ownedBy } = place;
    const { inside, ...rest } = read;
    const path = inside === undefined ? place.path : `${place.path}/${inside}`;
    const built = read.type === "rpm" && place.build ? { build: place.build } : {};
    return {
      ...rest,
      ...built,
      purl: purlOf(read, os),
      path,
      ownedBy: ownedBy?.name ?? null,
      layer,
    };
  } catch {
    return null;
  }
}

function skippedOf(layers: readonly LayerInventory[], limits: Limits): Skipped[] {
  const skipped: Skipped[] = [];
  for (const [layer, inventory] of layers.entries()) {
    const { skipped: named, skippedMore } = inventory;
    for (const one of named.slice(0, limits.skippedKept)) skipped.push({ ...one, layer });
    if (skippedMore > 0)
      skipped.push({
        path: "",
        layer,
        reason: whyLeftOut("more-of-layer", { count: skippedMore }),
      });
  }
  return skipped;
}

function byName(a: Package, b: Package): number {
  return (
    order(a.type, b.type) ||
    order(a.name, b.name) ||
    order(a.path, b.path) ||
    order(a.version, b.version)
  );
}

/** By code units: the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
