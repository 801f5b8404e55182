import type { Analyser } from "../analyser.ts";

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
  read(content) {
    const fields = headers(content.toString("utf8"));
    const name = fields.get("name");
    const version = fields.get("version");
    if (!name || !version) throw new Error("the metadata gives no name or no version");
    const license = fields.get("license-expression") ?? fields.get("license");
    return {
      packages: [
        {
          name,
          version,
          type: "pypi",
          source: null,
          architecture: null,
          licenses: license && license !== "UNKNOWN" ? [license.slice(0, 200)] : [],
          maintainer: null,
        },
      ],
    };
  },
};

/** First value of each header; the description after the blank line is nobody's. */
function headers(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    if (line === "") break;
    const [, name = "", rest = ""] = /^([A-Za-z-]+):(.*)$/.exec(line) ?? [];
    const [key, value] = [name.toLowerCase(), rest.trim()];
    if (value !== "" && !fields.has(key)) fields.set(key, value);
  }
  return fields;
}
