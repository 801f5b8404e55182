import type { Layer } from "../image/image.ts";
import type { LayerFile, LayerInventory } from "../layer/layer-inventory.ts";
import { stackLayers } from "../layer/stack.ts";
import type { Limits } from "../limits.ts";
import type { ReadPackage } from "./analyser.ts";
import type { LinkedName } from "./links.ts";
import { operatingSystem } from "./os/release.ts";
import { isThirdParty } from "./os/third-party.ts";
import type { Inventory, LayerRef, OperatingSystem, Package, Skipped } from "./package.ts";
import { purlOf } from "./purl.ts";

/** Puts an image's inventory together from its layers', bottom first. */
export function mergeInventory(
  image: { readonly layers: readonly Layer[] },
  layers: readonly LayerInventory[],
  linked: readonly LinkedName[],
  limits: Limits,
): Inventory {
  const files = stackLayers(layers).visible((layer) =>
    layer.files.map((file) => [file.path, file] as const),
  );
  for (const link of linked) {
    const item = layers[link.layer]?.linked.find(
      ({ path, name }) => path === link.path && name === link.name,
    );
    if (item && !files.has(link.name)) files.set(link.name, { layer: link.layer, item });
  }
  const os = operatingSystem((path) => files.get(path)?.item.reading.release);
  const owned = ownedBySystem([...files.values()].map(({ item }) => item));
  const origins = originLayers(layers);
  const refs = image.layers.map(layerRef);
  const skipped = skippedOf(layers, limits);
  const packages: Package[] = [];
  for (const [path, { layer, item }] of files) {
    if (owned.has(path)) continue;
    for (const read of item.reading.packages ?? []) {
      const origin = refs[origins.get(originKey(nameOf(item), read)) ?? layer];
      const made = origin && packageOf(read, { path, os, layer: origin });
      if (made) packages.push(made);
      else
        skipped.push({ path, layer, reason: `the package's name "${read.name}" cannot be used` });
    }
  }
  packages.sort(
    (a, b) =>
      order(a.type, b.type) ||
      order(a.name, b.name) ||
      order(a.path, b.path) ||
      order(a.version, b.version),
  );
  return { os, packages, skipped };
}

function layerRef({ index, digest, diffId, command }: Layer): LayerRef {
  return { index, digest, diffId, command };
}

/** What an operating system's package owns is reported as that package: the distribution patches it under the same version. Third parties' packages have no such advisories, so theirs stay. */
function ownedBySystem(files: readonly LayerFile[]): Set<string> {
  const foreign = new Set<string>();
  for (const { reading } of files)
    for (const { name, type, maintainer } of reading.packages ?? [])
      if (type === "deb" && isThirdParty(maintainer)) foreign.add(name);
  const owned = new Set<string>();
  for (const { reading } of files)
    for (const { package: name, paths } of reading.owns ?? [])
      if (!foreign.has(name)) for (const path of paths) owned.add(path);
  return owned;
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
  const system = type === "apk" || type === "deb";
  return [type, system ? architecture : path, name, version].join("\0");
}

function nameOf(file: LayerFile & { readonly name?: string }): string {
  return file.name ?? file.path;
}

function packageOf(
  read: ReadPackage,
  place: { path: string; os: OperatingSystem | null; layer: LayerRef },
): Package | null {
  try {
    const { path, os, layer } = place;
    return { ...read, purl: purlOf(read, os), path, layer };
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
      skipped.push({ path: "", layer, reason: `${skippedMore} more of this layer` });
  }
  return skipped;
}

/** By code units: the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
