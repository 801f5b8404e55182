import type { LayerFile, LayerInventory } from "../../../layer/layer-inventory.ts";
import type { FileReading, ReadPackage, UnnamedJar } from "../../analyser.ts";
import type { JavaDatabase } from "./java-database.ts";
import { knownGroup } from "./known-groups.ts";
import { mavenPackage, plainVersion } from "./package.ts";

/** Names a layer's archives that lack Maven's own metadata: by a Java database where there is one, else as well as they say themselves. */
export function nameJars(layer: LayerInventory, database: JavaDatabase | null): LayerInventory {
  const named = <T extends LayerFile>(file: T): T =>
    file.reading.jars ? { ...file, reading: namedReading(file.reading, database) } : file;
  return { ...layer, files: layer.files.map(named), linked: layer.linked.map(named) };
}

/** How many of a file's archives only their manifest or name could tell. */
export function guessedJars({ jars = [] }: FileReading): number {
  return jars.filter((jar) => guess(jar) !== null).length;
}

function namedReading(reading: FileReading, database: JavaDatabase | null): FileReading {
  const packages: ReadPackage[] = [...(reading.packages ?? [])];
  const there = new Set(packages.map(keyOf));
  for (const jar of reading.jars ?? []) {
    const names = database ? known(jar, database) : guess(jar);
    if (!names) continue;
    const made = mavenPackage(names, jar);
    const key = keyOf(made);
    if (there.has(key)) continue;
    there.add(key);
    packages.push(made);
  }
  return { ...reading, packages };
}

function keyOf({ name, inside = "", version }: ReadPackage): string {
  return [inside, name, plainVersion(version)].join("\0");
}

/** A manifest is written by hand: what it says counts where there is such an artifact. */
function known({ sha1, manifest, file }: UnnamedJar, database: JavaDatabase) {
  if (manifest && database.has(manifest.group, manifest.artifact)) return manifest;
  const found = database.bySha1(sha1);
  if (found) return found;
  const group = file && database.groupOf(file.artifact, file.version);
  return file && group ? { group, ...file } : null;
}

/** The file's name is surer of the artifact, which manifests write for people; a group is taken only where it looks like one. */
function guess({ manifest, file, holds }: UnnamedJar) {
  const artifact = file?.artifact ?? manifest?.artifact;
  const version = file?.version ?? manifest?.version;
  if (!artifact || !version || !/^[\w.-]+$/.test(artifact) || holds.includes(artifact)) return null;
  // Its own metadata is there under another file name.
  if (!file && holds.length > 0) return null;
  const group = manifest?.group ?? "";
  const isGroup = /^[a-z][\w-]*(\.[\w-]+)+$/i.test(group) || group === artifact;
  return { group: knownGroup(artifact) ?? (isGroup ? group : null), artifact, version };
}
