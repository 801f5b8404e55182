import { asString, parseObject } from "../../image/json.ts";
import type { Analyser } from "../analyser.ts";
import { licenseNames } from "../licenses.ts";

const place = /(^|\/)conda-meta\/[^/]+\.json$/;

export function isCondaMetadata(path: string): boolean {
  return path.endsWith(".json") && place.test(path);
}

/** Packages in a Conda environment, https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/conda-meta.html */
export const conda: Analyser = {
  name: "conda",
  limit: "metadataFileBytes",
  wants: isCondaMetadata,
  wantsBelow: (path) => /(^|\/)conda-meta$/.test(path),
  read(content) {
    const fields = parseObject(content, "the package's record", "layer-invalid");
    const name = asString(fields.name);
    const version = asString(fields.version);
    // `state` and such lie there too.
    if (!name && !version) return {};
    if (!name || !version) throw new Error("the record gives no name or no version");
    return {
      packages: [
        {
          name,
          version,
          type: "conda",
          source: null,
          architecture: asString(fields.subdir) ?? asString(fields.arch),
          licenses: licenseNames([fields.license]),
          maintainer: null,
        },
      ],
    };
  },
};
