import { asArray, asObject, asString } from "../../image/json.ts";
import type { Analyser, ReadPackage } from "../analyser.ts";
import { whyLeftOut } from "../left-out.ts";
import { licenseNames } from "../licenses.ts";

export function isPhpMetadata(path: string): boolean {
  return path.endsWith("composer/installed.json") && /(^|\/)composer\/installed\.json$/.test(path);
}

/** What Composer has installed: a list, since version 2 in an object. https://getcomposer.org/doc/07-runtime.md */
export const php: Analyser = {
  name: "php",
  limit: "metadataFileBytes",
  wants: isPhpMetadata,
  wantsBelow: (path) => /(^|\/)(vendor|vendor\/composer)$/.test(path),
  read(content) {
    let value: unknown;
    try {
      value = JSON.parse(content.toString("utf8"));
    } catch {
      throw new Error("installed.json is no JSON");
    }
    const packages: ReadPackage[] = [];
    const faults: string[] = [];
    for (const item of asArray(asObject(value)?.packages ?? value)) {
      const fields = asObject(item);
      const name = asString(fields?.name);
      const version = asString(fields?.version);
      if (!fields || !name || !version) {
        faults.push(whyLeftOut("package-incomplete", { name: name?.slice(0, 200) ?? "unnamed" }));
        continue;
      }
      packages.push({
        name,
        version,
        type: "composer",
        source: null,
        architecture: null,
        licenses: licenseNames(
          Array.isArray(fields.license) ? asArray(fields.license) : [fields.license],
        ),
        maintainer: null,
      });
    }
    return { packages, faults };
  },
};
