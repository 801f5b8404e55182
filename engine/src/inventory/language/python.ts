import { bufferBytes, type FileBytes } from "../../layer/file-bytes.ts";
import { type Limits, withDefaults } from "../../limits.ts";
import { unpackWhole } from "../../zip/unpack.ts";
import { openZip } from "../../zip/zip.ts";
import type { Analyser, FileReading, ReadPackage } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const metadata =
  /\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$|\.egg-info$|(^|\/)EGG-INFO\/PKG-INFO$/;

export function isPythonMetadata(path: string): boolean {
  return metadata.test(path);
}

/** Installed distributions, https://packaging.python.org/en/latest/specifications/core-metadata/ */
export const python: Analyser = {
  name: "python",
  limit: "metadataFileBytes",
  wants: isPythonMetadata,
  wantsBelow: (path) => /\.(dist|egg)-info$|(^|\/)(site|dist)-packages$|(^|\/)EGG-INFO$/.test(path),
  read: (content) => ({ packages: [distribution(content)] }),
};

/** Distributions in one file, https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html */
export const pythonEgg: Analyser = {
  name: "python-egg",
  limit: "largeFileBytes",
  wants: (path) => path.endsWith(".egg"),
  wantsBelow: () => false,
  read: (content, _, limits) => readEgg(bufferBytes(content), withDefaults(limits)),
  readParts: (file, _, limits) => readEgg(file, limits),
};

function readEgg(file: FileBytes, limits: Limits): FileReading {
  const zip = openZip(file, limits);
  for (const entry of zip.entries())
    if (entry.name === "EGG-INFO/PKG-INFO")
      return { packages: [distribution(unpackWhole(zip, entry, limits.metadataFileBytes))] };
  throw new Error("an egg without metadata");
}

function distribution(content: Buffer): ReadPackage {
  const fields = headers(content.toString("utf8"));
  const name = fields.get("name")?.[0];
  const version = fields.get("version")?.[0];
  if (!name || !version) throw new Error("the metadata gives no name or no version");
  return {
    name,
    version,
    type: "pypi",
    source: null,
    architecture: null,
    licenses: licenses(fields),
    maintainer: null,
  };
}

/** The expression, which replaces the others since PEP 639; else the classifiers, which are exact; else whatever was written. */
function licenses(fields: ReadonlyMap<string, readonly string[]>): string[] {
  const classified = fields
    .get("classifier")
    ?.map((one) => /^License :: (?:.* :: )?(?!OSI Approved$)(.+)$/.exec(one)?.[1]);
  for (const given of [fields.get("license-expression"), classified, fields.get("license")]) {
    const names = licenseNames(given ?? []);
    if (names.length > 0) return names;
  }
  return [];
}

/** All values of each header; the description after the blank line is nobody's. */
function headers(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (line === "") break;
    const [, name = "", rest = ""] = /^([A-Za-z-]+):(.*)$/.exec(line) ?? [];
    const [key, value] = [name.toLowerCase(), rest.trim()];
    if (value === "") continue;
    const known = fields.get(key);
    if (known) known.push(value);
    else fields.set(key, [value]);
  }
  return fields;
}
