import { PlimsollError } from "../error.ts";
import type { Analyser, FileReading } from "../inventory/analyser.ts";
import { analyserFor, analyserNamed } from "../inventory/analysers.ts";
import { whyLeftOut } from "../inventory/left-out.ts";
import type { Limits } from "../limits.ts";
import type { TarEntry } from "../tar/header.ts";
import type { EntrySink } from "../tar/walk.ts";
import { createFileSinks, type Reader } from "./file-sinks.ts";
import {
  type LayerFile,
  type LayerInventory,
  type LinkedFile,
  packTree,
} from "./layer-inventory.ts";
import { baseName, normalPath, parentPath } from "./path.ts";

/** Files to read though their own names are not wanted: by where they lie, the name and analyser to read them with. */
export type LinkTargets = ReadonlyMap<string, readonly { name: string; analyser: Analyser }[]>;

export type LayerCollector = {
  entry(entry: TarEntry): EntrySink | null;
  finish(): Omit<LayerInventory, "analyserVersion" | "size">;
  /** To be called in any case: gives back what files were kept in. */
  close(): void;
};

/** Takes a layer's entries in turn; where a name comes twice, the last counts, as it does when the layer is unpacked. */
export function collectLayer(limits: Limits, targets: LinkTargets): LayerCollector {
  const tree = new Set<string>();
  const whiteouts = new Set<string>();
  const opaque = new Set<string>();
  const directories = new Set<string>();
  const links = new Map<string, string>();
  const hardLinks = new Map<string, string>();
  const files = new Map<string, LayerFile>();
  const linked = new Map<string, LinkedFile[]>();
  const sinks = createFileSinks({ limits, skip, keep });
  const skipped: { path: string; reason: string }[] = [];
  let skippedMore = 0;
  let entries = 0;
  let nameBytes = 0;
  let packages = 0;

  function skip(path: string, reason: string): void {
    if (skipped.length < limits.skippedKept) skipped.push({ path: path.slice(0, 500), reason });
    else skippedMore++;
  }

  function forget(path: string): void {
    // All the others hold only what the tree does, and nearly every name is new.
    if (!tree.delete(path)) return;
    links.delete(path);
    hardLinks.delete(path);
    files.delete(path);
    linked.delete(path);
  }

  /** Whether the name was a mark for the layers below and not a file. */
  function mark(path: string): boolean {
    if (!path.includes(".wh.")) return false;
    const name = baseName(path);
    // AUFS's own book-keeping lies in folders with such names.
    if (!name.startsWith(".wh.")) return /(^|\/)\.wh\./.test(path);
    const hidden = name.slice(4);
    if (hidden === ".wh..opq") opaque.add(parentPath(path));
    else if (["", ".", ".."].includes(hidden)) skip(path, whyLeftOut("whiteout-empty"));
    else if (!hidden.startsWith(".wh.")) {
      const parent = parentPath(path);
      whiteouts.add(parent === "" ? hidden : `${parent}/${hidden}`);
    }
    return true;
  }

  function readers(path: string): Reader[] {
    const own = analyserFor(path);
    return [...(own ? [{ name: path, analyser: own }] : []), ...(targets.get(path) ?? [])];
  }

  function keep(path: string, { name, analyser }: Reader, reading: FileReading): void {
    count(reading);
    // Most executables say nothing.
    if (analyser.accepts && !reading.packages?.length) return;
    const { faults, ...rest } = reading;
    for (const fault of faults ?? []) skip(path, fault);
    const file = { path, analyser: analyser.name, reading: rest };
    if (name === path) files.set(path, file);
    else linked.set(path, [...(linked.get(path) ?? []), { ...file, name }]);
  }

  function count(reading: FileReading): void {
    packages += reading.packages?.length ?? 0;
    if (packages > limits.layerPackages)
      throw new PlimsollError(
        "limit-exceeded",
        "the layer holds more packages than are read (limit layerPackages)",
      );
  }

  /** A hard link shares what was read; where that was nothing, the name is kept so that the file can still be. */
  function joinHardLinks(): void {
    for (const [path, first] of [...hardLinks]) {
      let target = first;
      for (let hops = 0; hardLinks.has(target) && hops < 40; hops++)
        target = hardLinks.get(target) ?? target;
      const analyser = analyserFor(path)?.name;
      const read = files.get(target);
      const byContent = analyser === undefined && read && analyserNamed(read.analyser)?.accepts;
      if (analyser === undefined || read?.analyser === analyser) hardLinks.delete(path);
      else hardLinks.set(path, target);
      if (!read || (read.analyser !== analyser && !byContent)) continue;
      count(read.reading);
      files.set(path, { ...read, path, ...(byContent ? { sameAs: target } : {}) });
    }
  }

  return {
    entry(entry) {
      if (++entries > limits.layerEntries)
        throw new PlimsollError(
          "limit-exceeded",
          "the layer has more entries than are read (limit layerEntries)",
        );
      const length = Buffer.byteLength(entry.name);
      if (length > limits.pathBytes) {
        skip(entry.name, whyLeftOut("name-too-long"));
        return null;
      }
      nameBytes += length + Math.min(entry.linkName.length, limits.pathBytes);
      if (nameBytes > limits.layerNameBytes)
        throw new PlimsollError(
          "limit-exceeded",
          "the layer's names are longer than are read (limit layerNameBytes)",
        );
      const normal = normalPath(entry.name);
      if ("unsafe" in normal) {
        skip(entry.name, normal.unsafe);
        return null;
      }
      const { path } = normal;
      if (mark(path) || path === "") return null;
      forget(path);
      directories.delete(path);
      if (entry.type === "directory") {
        if (analyserFor(path)) directories.add(path);
        return null;
      }
      tree.add(path);
      if (entry.type === "symlink") links.set(path, entry.linkName.slice(0, limits.pathBytes));
      if (entry.type === "hardlink") {
        const target = normalPath(entry.linkName);
        if (!("unsafe" in target)) hardLinks.set(path, target.path);
        else if (analyserFor(path)) skip(path, whyLeftOut("hard-link-outside"));
      }
      return entry.type === "file" ? sinks.sinkFor(path, entry, readers(path)) : null;
    },
    finish() {
      joinHardLinks();
      return {
        entries,
        whiteouts: [...whiteouts],
        opaque: [...opaque],
        directories: [...directories],
        tree: packTree(tree),
        links: [...links],
        hardLinks: [...hardLinks],
        files: [...files.values()],
        linked: [...linked.values()].flat(),
        skipped,
        skippedMore,
      };
    },
    close: () => sinks.close(),
  };
}
