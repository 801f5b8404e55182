import { asObject, asString, parseObject } from "../../image/json.ts";
import { baseName } from "../../layer/path.ts";
import type { Analyser, FileReading, ReadPackage } from "../analyser.ts";
import { whyLeftOut } from "../left-out.ts";
import { elements } from "./xml.ts";

type Reader = (content: Buffer) => FileReading;

/** By how the file's name ends: each writer of .NET packages has its own format. */
const formats: readonly (readonly [end: string, whole: boolean, read: Reader])[] = [
  [".deps.json", false, readDeps],
  ["packages.lock.json", true, readLock],
  ["packages.config", true, readConfig],
  ["Packages.props", false, readProps],
];

export function isDotnetMetadata(path: string): boolean {
  return readerFor(path) !== null;
}

function readerFor(path: string): Reader | null {
  for (const [end, whole, read] of formats)
    if (path.endsWith(end) && (!whole || baseName(path) === end)) return read;
  return null;
}

/** NuGet packages that a .NET application was published with. */
export const dotnet: Analyser = {
  name: "dotnet",
  limit: "metadataFileBytes",
  wants: isDotnetMetadata,
  wantsBelow: () => false,
  read: (content, path) => readerFor(path)?.(content) ?? {},
};

/** https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md */
function readDeps(content: Buffer): FileReading {
  const document = parseObject(content, "deps.json", "layer-invalid");
  const target = asString(asObject(document.runtimeTarget)?.name);
  const targets = asObject(document.targets);
  const shipped = asObject(targets?.[target ?? ""]);
  const packages: ReadPackage[] = [];
  for (const [key, value] of Object.entries(asObject(document.libraries) ?? {})) {
    const type = asString(asObject(value)?.type)?.toLowerCase();
    const slash = key.lastIndexOf("/");
    if (slash <= 0 || (type !== "package" && type !== "runtimepack")) continue;
    // Listed and empty: only needed to compile.
    const assets = asObject(shipped?.[key]);
    if (assets && Object.keys(assets).length === 0) continue;
    packages.push(nuget(key.slice(0, slash).replace(/^runtimepack\./, ""), key.slice(slash + 1)));
  }
  return { packages };
}

/** https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies */
function readLock(content: Buffer): FileReading {
  const document = parseObject(content, "packages.lock.json", "layer-invalid");
  const packages = new Map<string, ReadPackage>();
  for (const framework of Object.values(asObject(document.dependencies) ?? {}))
    for (const [name, value] of Object.entries(asObject(framework) ?? {})) {
      const version = asString(asObject(value)?.resolved);
      if (version) packages.set(`${name}/${version}`, nuget(name, version));
    }
  return { packages: [...packages.values()] };
}

/** https://learn.microsoft.com/nuget/reference/packages-config */
function readConfig(content: Buffer): FileReading {
  return readElements(content, ["package"], ["id"]);
}

/** https://learn.microsoft.com/nuget/consume-packages/central-package-management */
function readProps(content: Buffer): FileReading {
  const names = ["PackageVersion", "GlobalPackageReference", "PackageReference"];
  return readElements(content, names, ["Include", "Update"]);
}

function readElements(
  content: Buffer,
  names: readonly string[],
  keys: readonly string[],
): FileReading {
  const packages = new Map<string, ReadPackage>();
  const faults: string[] = [];
  for (const attributes of elements(content.toString("utf8"), names)) {
    const name = keys.map((key) => attributes.get(key)).find((one) => one);
    const version = attributes.get("version") ?? attributes.get("Version");
    if (!name || !version || attributes.get("developmentDependency") === "true") continue;
    if (/[$*,[\]()]/.test(version))
      faults.push(whyLeftOut("version-open", { name: `${name} ${version}`.slice(0, 180) }));
    else packages.set(`${name}/${version}`, nuget(name, version));
  }
  return { packages: [...packages.values()], faults };
}

function nuget(name: string, version: string): ReadPackage {
  return {
    name,
    version,
    type: "nuget",
    source: null,
    architecture: null,
    licenses: [],
    maintainer: null,
  };
}
