import { parse } from "smol-toml";
import { asArray, asObject, asString, type JsonObject } from "../../image/json.ts";
import type { Analyser, ReadPackage } from "../analyser.ts";

export function isJuliaMetadata(path: string): boolean {
  return path.endsWith("Manifest.toml") && /(^|\/)(Julia)?Manifest\.toml$/.test(path);
}

/** What a Julia environment holds, https://pkgdocs.julialang.org/v1/toml-files/#Manifest.toml */
export const julia: Analyser = {
  name: "julia",
  limit: "metadataFileBytes",
  wants: isJuliaMetadata,
  wantsBelow: () => false,
  read(content) {
    const document = asObject(parse(content.toString("utf8")));
    if (!document) return {};
    // The first format has the packages at the top.
    const listed = asString(document.manifest_format) ? asObject(document.deps) : document;
    const standard = asString(document.julia_version);
    const packages: ReadPackage[] = [];
    for (const [name, entries] of Object.entries(listed ?? {}))
      for (const entry of asArray(entries)) {
        const read = packageOf(name, asObject(entry), standard);
        if (read) packages.push(read);
      }
    return { packages };
  },
};

/** The standard library's packages have the version of Julia. */
function packageOf(
  name: string,
  entry: JsonObject | null,
  standard: string | null,
): ReadPackage | null {
  const uuid = asString(entry?.uuid);
  const version = asString(entry?.version) ?? standard;
  if (!uuid || !version) return null;
  return {
    name,
    version,
    type: "julia",
    // Names are not unique: https://github.com/package-url/purl-spec/blob/main/types-doc/julia-definition.md
    purl: `pkg:julia/${encodeURIComponent(name)}@${encodeURIComponent(version)}?uuid=${encodeURIComponent(uuid)}`,
    source: null,
    architecture: null,
    licenses: [],
    maintainer: null,
  };
}
