import type { LayerFile } from "../../layer/layer-inventory.ts";
import { isThirdParty } from "./third-party.ts";

/** Whose file it is among the operating system's packages. */
export type Owner = {
  readonly name: string;
  /** The distribution has no advisories for what third parties package. */
  readonly foreign: boolean;
};

/** Says which of the system's packages brings a file, by what the package databases list. */
export function ownership(files: readonly LayerFile[]): (path: string) => Owner | null {
  const foreign = new Set<string>();
  for (const { reading } of files)
    for (const { name, type, maintainer } of reading.packages ?? [])
      if (isThirdParty(type, maintainer)) foreign.add(name);
  const owners = new Map<string, string>();
  for (const { reading } of files)
    for (const { package: name, paths } of reading.owns ?? [])
      for (const path of paths) owners.set(path, name);
  return (path) => {
    const name = owners.get(path) ?? owners.get(otherName(path));
    return name === undefined ? null : { name, foreign: foreign.has(name) };
  };
}

/** Databases list `/lib/x` where the folder has moved to `/usr/lib` since, https://wiki.debian.org/UsrMerge */
function otherName(path: string): string {
  return path.startsWith("usr/") ? path.slice(4) : `usr/${path}`;
}
