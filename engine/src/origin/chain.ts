import { isSystemType, type Package, type PackageType } from "../inventory/package.ts";

/** From what a person asked for down to the package itself, which is last. */
export function chainOf({
  name,
  type,
  path,
  ownedBy = null,
  broughtBy,
}: { readonly name: string; readonly type: string; readonly path: string } & Partial<
  Pick<Package, "ownedBy" | "broughtBy">
>): string[] {
  if (broughtBy) return [...broughtBy, name];
  if (isSystemType(type as PackageType)) return [name];
  const holders = Object.hasOwn(holdersOf, type)
    ? (holdersOf[type as keyof typeof holdersOf](path) ?? [])
    : [];
  const above = ownedBy !== null && !holders.includes(ownedBy) ? [ownedBy, ...holders] : holders;
  return [...above.filter((holder) => holder !== name), name];
}

/** What a package lies in, outermost first, by its path. */
const holdersOf = {
  npm: modulesAbove,
  maven: archivesAbove,
  golang: programOf,
  cargo: programOf,
};

/** `app/node_modules/express/node_modules/qs/package.json` is `express`'s; pnpm's own folders say nothing: all lie side by side there. */
function modulesAbove(path: string): string[] {
  const folders = path.split(/(?:^|\/)node_modules\//).slice(1, -1);
  return folders.flatMap((folder) => {
    if (folder.startsWith(".")) return [];
    const [scope = "", module] = folder.split("/");
    return scope.startsWith("@") && module ? [`${scope}/${module}`] : [scope];
  });
}

const archive = /\.(jar|war|ear|par|hpi|jpi)$/i;

/** `opt/app.war/WEB-INF/lib/a-1.0.jar` is `app.war`, `a-1.0.jar`. */
function archivesAbove(path: string): string[] {
  return path.split("/").filter((part) => archive.test(part));
}

/** The program that a module is built into. */
function programOf(path: string): string[] {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return /^(go\.(mod|sum)|Cargo\.lock)$/.test(file) ? [] : [path];
}
