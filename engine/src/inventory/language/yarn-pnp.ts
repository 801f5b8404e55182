import { asArray, asObject, asString, type JsonObject } from "../../image/json.ts";
import { baseName } from "../../layer/path.ts";
import type { Analyser, ReadPackage } from "../analyser.ts";

const names = [".pnp.cjs", ".pnp.js", ".pnp.data.json"];

/** Modules that Yarn leaves in its archives: its map of them stands for `node_modules`. https://yarnpkg.com/advanced/pnp-spec */
export const yarnPnp: Analyser = {
  name: "yarn-pnp",
  limit: "sbomBytes",
  describes: true,
  wants: (path) => path.includes(".pnp.") && names.includes(baseName(path)),
  wantsBelow: () => false,
  read(content, path) {
    const text = content.toString("utf8");
    const map = path.endsWith(".json") ? text : inlined(text);
    // A `.pnp.cjs` without a map in it has a `.pnp.data.json` beside it.
    return map === null ? {} : { packages: modules(parse(map)) };
  },
};

/** `const RAW_RUNTIME_STATE =` and JSON as a text of JavaScript over many lines. */
function inlined(text: string): string | null {
  const start = text.indexOf("RAW_RUNTIME_STATE =");
  const open = start < 0 ? -1 : text.indexOf("'", start);
  const close = open < 0 ? -1 : text.indexOf("';\n", open);
  if (close < 0) return null;
  return text
    .slice(open + 1, close)
    .replace(/\\(\n|['\\])/g, (_, one: string) => (one === "\n" ? "" : one));
}

function parse(text: string): JsonObject {
  try {
    const map = asObject(JSON.parse(text));
    if (map) return map;
  } catch {
    // Said below.
  }
  throw new Error("Yarn's map of modules is no JSON");
}

function modules(map: JsonObject): ReadPackage[] {
  const packages = new Map<string, ReadPackage>();
  for (const entry of asArray(map.packageRegistryData)) {
    const [ident, references] = asArray(entry);
    const name = asString(ident);
    if (!name) continue;
    for (const reference of asArray(references)) {
      const version = versionOf(asString(asArray(reference)[0]) ?? "");
      if (version)
        packages.set(`${name}@${version}`, {
          name,
          version,
          type: "npm",
          source: null,
          architecture: null,
          licenses: [],
          maintainer: null,
        });
    }
  }
  return [...packages.values()];
}

/**
 * `npm:1.2.3`, `virtual:HASH#npm:1.2.3` for one with peers, `patch:NAME@npm%3A1.2.3#PATCH::version=1.2.3&hash=HASH`
 * for one that Yarn changes; workspaces and links have no version.
 */
function versionOf(reference: string): string | null {
  const own = reference.slice(reference.startsWith("virtual:") ? reference.indexOf("#") + 1 : 0);
  const [, plain, patched] = /^(?:npm:([^:#@]+)|patch:.*::version=([^&:]+))/.exec(own) ?? [];
  return plain ?? patched ?? null;
}
