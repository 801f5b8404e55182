import { baseName } from "../../layer/path.ts";
import type { Analyser } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const place = /(^|\/)specifications\/(default\/)?[^/]+\.gemspec$/;

export function isRubyMetadata(path: string): boolean {
  return path.endsWith(".gemspec") && place.test(path);
}

/**
 * Installed gems. A specification is Ruby that RubyGems writes, one assignment a line; it is looked at, never run.
 */
export const ruby: Analyser = {
  name: "ruby",
  limit: "metadataFileBytes",
  wants: isRubyMetadata,
  wantsBelow: (path) => /(^|\/)specifications(\/default)?$/.test(path),
  read(content, path) {
    const text = content.toString("utf8");
    // `# stub: NAME VERSION PLATFORM PATHS` stands first where RubyGems itself has written the file.
    const stub = /^# stub: (\S+) (\S+) (\S+) /m.exec(text.slice(0, 4096));
    const assigned = assignments(text);
    const name = assigned.get("name")?.[0] ?? stub?.[1];
    const version = assigned.get("version")?.[0] ?? stub?.[2] ?? versionOf(path, name);
    const platform = assigned.get("platform")?.[0] ?? stub?.[3] ?? "ruby";
    if (!name || !version) throw new Error("the specification gives no name or no version");
    return {
      packages: [
        {
          name,
          version,
          type: "gem",
          source: null,
          architecture: platform === "ruby" ? null : platform,
          licenses: licenseNames(assigned.get("licenses") ?? assigned.get("license") ?? []),
          maintainer: null,
        },
      ],
    };
  },
};

const line = /^[ \t]*\w+\.(name|version|platform|licenses?)[ \t]*=[ \t]*([^\n]{1,2000})/gm;
const literal = /"([^"\\]*)"|'([^'\\]*)'/g;

/** The texts on the right of each assignment; code there, as a constant's name, gives none. */
function assignments(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, key = "", right = ""] of text.matchAll(line)) {
    const values = [...right.matchAll(literal)].map(([, double, single]) => double ?? single ?? "");
    if (values.length > 0 && !found.has(key)) found.set(key, values);
  }
  return found;
}

/** `NAME-VERSION[-PLATFORM].gemspec`, for specifications that take their version from a constant. */
function versionOf(path: string, name: string | undefined): string | undefined {
  const rest = baseName(path).slice(0, -".gemspec".length);
  if (!name || !rest.startsWith(`${name}-`)) return undefined;
  return /^\d[\w.]*/.exec(rest.slice(name.length + 1))?.[0];
}
