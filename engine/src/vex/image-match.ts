import { registryPlace } from "../report/identity.ts";
import type { ScanResult } from "../scan.ts";
import type { PurlParts } from "./purl-match.ts";

/** Whether a product's name is that of the image. */
export type ImageMatch = (id: string, purl: PurlParts | null) => boolean;

/** `digests` are others by which the image is known too: of the index that it was chosen from. */
export function imageMatch(
  result: Pick<ScanResult, "image">,
  digests: readonly string[],
): ImageMatch {
  const { image } = result;
  const place = registryPlace(result);
  const repository = withoutHub(place?.repository ?? "");
  const known = new Set([image.digest, ...digests]);
  const architecture = image.platform.split("/")[1] ?? "";

  function named(purl: PurlParts): boolean {
    if (purl.version?.includes(":")) return known.has(purl.version);
    if (repository === "") return false;
    const tag = purl.type === "docker" ? purl.version : purl.qualifiers.get("tag");
    if (tag && tag !== place?.tag) return false;
    const arch = purl.qualifiers.get("arch");
    if (arch && arch !== architecture) return false;
    const url = purl.qualifiers.get("repository_url");
    const path = repository.split("/");
    if (purl.type === "docker") {
      const whole = withoutHub([url, purl.name].filter(Boolean).join("/"));
      return repository === whole || path.slice(1).join("/") === whole;
    }
    // A repository's URL is whole, or leaves the name to the package URL.
    return (
      purl.name === path.at(-1)?.toLowerCase() &&
      (!url || [repository, path.slice(0, -1).join("/")].includes(withoutHub(url)))
    );
  }

  return (id, purl) => {
    if (purl) return /^(oci|docker)$/.test(purl.type) && named(purl);
    const [, digest] = /(?:^|@)([a-z0-9]+:[0-9a-f]{32,128})$/.exec(id) ?? [];
    return digest !== undefined ? known.has(digest) : id === image.reference;
  };
}

/** Docker Hub has several names. */
function withoutHub(text: string): string {
  return text
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^(index\.docker\.io|registry-1\.docker\.io)(?=\/)/, "docker.io");
}
