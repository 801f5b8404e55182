import { asArray, asObject, asString, parseObject } from "../../image/json.ts";
import type { Analyser } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const installed = /(^|\/)node_modules\/(@[^/]+\/[^/]+|[^@/.][^/]*)\/package\.json$/;
/** Yarn as its own archive has it, and what Corepack fetches: https://github.com/nodejs/corepack */
const managers = /(^|\/)(yarn|yarn-v[^/]+|corepack\/(v\d+\/)?[a-z]+\/[^/]+)\/package\.json$/;
/** `node_modules` itself, a module in it, or a scope. */
const below = /(^|\/)node_modules(\/@[^/]+(\/[^/]+)?|\/[^@/.][^/]*)?$/;

export function isNodeMetadata(path: string): boolean {
  return path.endsWith("/package.json") && (installed.test(path) || managers.test(path));
}

/** Installed modules, https://docs.npmjs.com/cli/configuring-npm/package-json */
export const node: Analyser = {
  name: "node",
  limit: "metadataFileBytes",
  wants: isNodeMetadata,
  wantsBelow: (path) => path.includes("node_modules") && below.test(path),
  read(content) {
    const fields = parseObject(content, "package.json", "layer-invalid");
    const name = asString(fields.name)?.trim();
    const version = asString(fields.version)?.trim();
    // Directories for one module system or the other have a package.json that names nothing.
    if (!name && !version) return {};
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
