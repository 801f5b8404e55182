import type { LayerFile } from "../layer/layer-inventory.ts";
import type { Package, PackageType } from "./package.ts";

/**
 * What a package needs and what it stands for, names between spaces, `a|b` where one of several serves: short, as it is kept with
 * every layer. An application's own manifest has no name.
 */
export type Needs = readonly [name: string, needs: string, provides: string];

/** Whom a package manager was asked for: these, or all but these. */
export type Asked = {
  readonly type: PackageType;
  readonly names: readonly string[];
  readonly but?: true;
};

type Files = ReadonlyMap<string, { readonly item: LayerFile }>;

/**
 * Says of each package by what it was brought that somebody asked for: the shortest way, outermost first. Only where a database
 * or a manifest says who asked: nothing is guessed.
 */
export function withBringers(packages: readonly Package[], files: Files): Package[] {
  const chains = new Map<Package, readonly string[]>();
  for (const { item } of files.values())
    if (item.reading.asked) systemChains(item.reading.asked, packages, files, chains);
  moduleChains(packages, files, chains);
  return packages.map((one) => {
    const broughtBy = chains.get(one) ?? [];
    return broughtBy.length > 0 ? { ...one, broughtBy } : one;
  });
}

/** A way that is longer explains nothing any more. */
const longest = 30;

/** Breadth first: the first way that leads to a package is the shortest. */
function spread(
  roots: readonly Package[],
  needed: (one: Package) => readonly Package[],
  chains: Map<Package, readonly string[]>,
): void {
  const queue = [...new Set(roots)];
  for (const root of queue) chains.set(root, []);
  for (const one of queue) {
    const chain = [...(chains.get(one) ?? []), one.name];
    if (chain.length > longest) continue;
    for (const next of needed(one)) {
      if (chains.has(next)) continue;
      chains.set(next, chain);
      queue.push(next);
    }
  }
}

function systemChains(
  { type, names, but }: Asked,
  packages: readonly Package[],
  files: Files,
  chains: Map<Package, readonly string[]>,
): void {
  const own = packages.filter((one) => one.type === type);
  const byName = Map.groupBy(own, ({ name }) => name);
  const needs = new Map<string, string>();
  for (const { item } of files.values())
    for (const [name, needed, provides] of item.reading.needs ?? []) {
      const some = byName.get(name);
      if (some?.[0]?.path !== item.path) continue;
      needs.set(name, needed);
      for (const other of words(provides)) if (!byName.has(other)) byName.set(other, some);
    }
  const told = new Set(names);
  const needed = ({ name }: Package) =>
    words(needs.get(name)).flatMap((word) => {
      const there = word.split("|").find((one) => byName.has(one));
      return (there && byName.get(there)) || [];
    });
  spread(
    own.filter(({ name }) => told.has(name) !== (but ?? false)),
    needed,
    chains,
  );
}

/** Modules as Node finds them: in the folder itself and in all above it, https://nodejs.org/api/modules.html#loading-from-node_modules-folders */
function moduleChains(
  packages: readonly Package[],
  files: Files,
  chains: Map<Package, readonly string[]>,
): void {
  const modules = new Map<string, Package>();
  for (const one of packages) if (one.type === "npm") modules.set(folderOf(one.path), one);
  const needsIn = (folder: string) => {
    const { item } = files.get(inFolder(folder, "package.json")) ?? {};
    return words(item?.reading.needs?.[0]?.[1]).flatMap((name) => {
      const found = find(name, folder, modules);
      return found ? [found] : [];
    });
  };
  const roots = [...files.keys()].flatMap((path) =>
    path.endsWith("package.json") && !path.includes("node_modules/") ? needsIn(folderOf(path)) : [],
  );
  if (roots.length > 0) spread(roots, ({ path }) => needsIn(folderOf(path)), chains);
}

function find(name: string, from: string, modules: ReadonlyMap<string, Package>): Package | null {
  for (let folder = from; ; folder = folderOf(folder)) {
    const found = modules.get(inFolder(folder, `node_modules/${name}`));
    if (found) return found;
    if (folder === "") return null;
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function words(text: string | undefined): string[] {
  return text ? text.split(" ") : [];
}
