import type { LayerFile } from "../../layer/layer-inventory.ts";
import type { Analyser, ReadPackage } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const place = /^usr\/share\/doc\/([^/]+)\/copyright$/;

/** Licences of Debian's packages, https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/ */
export const copyright: Analyser = {
  name: "copyright",
  limit: "metadataFileBytes",
  minor: true,
  wants: (path) => path.endsWith("/copyright") && place.test(path),
  // A link mostly leads to another package's file, which is read as its own; the source's licences serve both.
  wantsBelow: () => false,
  read(content, path) {
    const name = place.exec(path)?.[1];
    const text = content.toString("utf8");
    const names = licenseNames(
      /^format:/im.test(text.slice(0, 4096)) ? fields(text) : mentions(text),
    );
    return name && names.length > 0 ? { licenses: [{ package: name, names }] } : {};
  },
};

function fields(text: string): string[] {
  return matches(text, /^license:[ \t]*(\S[^\n]*)$/gim);
}

/** Older files are prose that points to the texts every Debian system has. */
function mentions(text: string): string[] {
  return matches(text, /\/usr\/share\/common-licenses\/([A-Za-z0-9.+-]*[A-Za-z0-9+])/g);
}

function matches(text: string, pattern: RegExp): string[] {
  const found = new Set<string>();
  for (const [, name] of text.matchAll(pattern)) {
    if (name) found.add(name);
    if (found.size >= 100) break;
  }
  return [...found];
}

/** Gives a Debian package the licences of its own file, or of its source's other packages where it has none. */
export function licensesBySource(files: readonly LayerFile[]): (read: ReadPackage) => ReadPackage {
  const byPackage = new Map<string, readonly string[]>();
  for (const { reading } of files)
    for (const { package: name, names } of reading.licenses ?? []) byPackage.set(name, names);
  const bySource = new Map<string, readonly string[]>();
  if (byPackage.size > 0)
    for (const { reading } of files)
      for (const { name, type, source } of reading.packages ?? []) {
        const names = type === "deb" ? byPackage.get(name) : undefined;
        if (source && names) bySource.set(source.name, names);
      }
  return (read) => {
    if (read.type !== "deb" || read.licenses.length > 0) return read;
    const licenses = byPackage.get(read.name) ?? bySource.get(read.source?.name ?? "");
    return licenses ? { ...read, licenses } : read;
  };
}
