import { asArray, asObject, asString, parseObject } from "../../image/json.ts";
import { baseName } from "../../layer/path.ts";
import type { Analyser } from "../analyser.ts";
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
    // Directories for one module system or the other have a package.json that names nothing.
    if (!name && !version) return {};
    // What is never published is nobody's known package, whatever it is called.
    const unknown = !name || !version || fields.private === true;
    if (unknown && !path.includes("node_modules/")) return {};
    if (!name || !version) throw new Error("package.json gives no name or no version");
    return {
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

/** A text, or what npm has given up since: an object, or several. */
function licenses(value: unknown): string[] {
  const given = Array.isArray(value) ? asArray(value) : [value];
  return licenseNames(given.map((one) => asString(one) ?? asObject(one)?.type));
}
