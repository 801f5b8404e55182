import { asArray, asObject, asString, parseObject } from "../../image/json.ts";
import type { Analyser } from "../analyser.ts";

const metadata = /(^|\/)node_modules\/(@[^/]+\/[^/]+|[^@/.][^/]*)\/package\.json$/;
/** `node_modules` itself, a module in it, or a scope. */
const below = /(^|\/)node_modules(\/@[^/]+(\/[^/]+)?|\/[^@/.][^/]*)?$/;

export function isNodeMetadata(path: string): boolean {
  return path.endsWith("/package.json") && metadata.test(path);
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
  return given
    .map((one) => asString(one) ?? asString(asObject(one)?.type))
    .filter((one) => one !== null)
    .slice(0, 20);
}
