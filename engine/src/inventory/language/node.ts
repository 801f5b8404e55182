import { asArray, asObject, asString, type JsonObject, parseObject } from "../../image/json.ts";
import { baseName } from "../../layer/path.ts";
import type { Analyser, FileReading } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const module = /(^|\/)node_modules\/(@[^/]+\/[^/]+|[^@/.][^/]*)\/package\.json$/;
/** `node_modules` itself, a module in it, or a scope. */
const below = /(^|\/)node_modules(\/@[^/]+(\/[^/]+)?|\/[^@/.][^/]*)?$/;

/** Of what lies in a module only its own file counts: tests and examples bring others. Elsewhere an application or a tool has one, as Yarn. */
export function isNodeMetadata(path: string): boolean {
  if (!path.endsWith("package.json")) return false;
  return path.includes("node_modules/") ? module.test(path) : baseName(path) === "package.json";
}

/** Installed modules, https://docs.npmjs.com/cli/configuring-npm/package-json */
export const node: Analyser = {
  name: "node",
  limit: "metadataFileBytes",
  wants: isNodeMetadata,
  wantsBelow: (path) => path.includes("node_modules") && below.test(path),
  read(content, path) {
    const fields = parseObject(content, "package.json", "layer-invalid");
    const name = asString(fields.name)?.trim();
    const version = asString(fields.version)?.trim();
    const needs = needsOf(fields, path.includes("node_modules/"));
    // Directories for one module system or the other have a package.json that names nothing.
    if (!name && !version) return needs;
    // What is never published is nobody's known package, whatever it is called.
    const unknown = !name || !version || fields.private === true;
    if (unknown && !path.includes("node_modules/")) return needs;
    if (!name || !version) throw new Error("package.json gives no name or no version");
    return {
      ...needs,
      packages: [
        {
          name,
          version,
          type: "npm",
          source: null,
          architecture: null,
          licenses: licenses(fields.license ?? fields.licenses),
          maintainer: null,
        },
      ],
    };
  },
};

/** An application's also has what it was built and tested with, where that was installed. */
function needsOf(fields: JsonObject, isModule: boolean): Pick<FileReading, "needs"> {
  const lists = ["dependencies", "optionalDependencies", ...(isModule ? [] : ["devDependencies"])];
  const names = lists
    .flatMap((list) => Object.keys(asObject(fields[list]) ?? {}))
    .filter((name) => name !== "" && !/\s/.test(name));
  return names.length > 0 ? { needs: [["", [...new Set(names)].join(" "), ""]] } : {};
}

/** A text, or what npm has given up since: an object, or several. */
function licenses(value: unknown): string[] {
  const given = Array.isArray(value) ? asArray(value) : [value];
  return licenseNames(given.map((one) => asString(one) ?? asObject(one)?.type));
}
