import { PackageURL } from "packageurl-js";
import type { Package } from "../inventory/package.ts";

/** What a package URL says, in a form in which those of several tools are the same. */
export type PurlParts = {
  readonly type: string;
  /** Namespace and name. */
  readonly name: string;
  /** Without the epoch; null is any. */
  readonly version: string | null;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath: string | null;
};

/** Null for what is none. */
export function parsePurl(text: string): PurlParts | null {
  let purl: PackageURL;
  try {
    purl = PackageURL.fromString(text);
  } catch {
    return null;
  }
  const qualifiers = new Map(Object.entries(purl.qualifiers ?? {}).filter(([, value]) => value));
  const written = purl.type === "golang" ? purl.version?.replace(/^v(?=\d)/, "") : purl.version;
  // Some write the epoch into the version and others beside it.
  const [, epoch, version] = /^(?:(\d+):)?(.+)$/s.exec(written ?? "") ?? [];
  if (epoch && epoch !== "0") qualifiers.set("epoch", epoch);
  return {
    type: purl.type ?? "",
    name: [purl.namespace, purl.name].filter(Boolean).join("/"),
    version: version ?? null,
    qualifiers: new Map([...qualifiers].map(([key, value]) => [key, String(value)])),
    subpath: purl.subpath || null,
  };
}

/** What tools add that tells packages not apart: Syft's own number of it, from where it came. */
const descriptive: ReadonlySet<string> = new Set([
  ...["package-id", "upstream", "download_url", "vcs_url", "checksum"],
]);

/** Whether a package is what a pattern names: what the pattern leaves out may be anything. https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#product-data-structure */
export function purlMatches(
  pattern: PurlParts,
  one: Pick<Package, "name" | "version" | "source">,
  target: PurlParts,
): boolean {
  const architecture = pattern.qualifiers.get("arch") ?? "";
  return sourceWords.has(architecture)
    ? matches(pattern, sourceOf(one.source ?? one, target))
    : matches(pattern, target);
}

/** Debian's and Red Hat's documents name what packages are built from. */
const sourceWords: ReadonlySet<string> = new Set(["source", "src"]);

function sourceOf(source: { name: string; version: string }, target: PurlParts): PurlParts {
  const [, epoch, version = null] = /^(?:(\d+):)?(.+)$/s.exec(source.version) ?? [];
  const place = target.name.slice(0, target.name.lastIndexOf("/") + 1);
  const qualifiers = new Map(target.qualifiers).set("arch", "");
  if (epoch && epoch !== "0") qualifiers.set("epoch", epoch);
  else qualifiers.delete("epoch");
  return { ...target, name: `${place}${source.name}`, version, qualifiers };
}

function matches(pattern: PurlParts, target: PurlParts): boolean {
  if (pattern.type !== target.type || pattern.name !== target.name) return false;
  if (pattern.version !== null && pattern.version !== target.version) return false;
  if (pattern.subpath !== null && pattern.subpath !== target.subpath) return false;
  // A version without an epoch is one with none; without a version, any epoch will do.
  const epoch = pattern.version === null ? "" : (target.qualifiers.get("epoch") ?? "");
  if (epoch !== "" && pattern.qualifiers.get("epoch") !== epoch) return false;
  return [...pattern.qualifiers].every(
    ([key, value]) =>
      descriptive.has(key) || qualifierMatches(key, value, target.qualifiers.get(key) ?? ""),
  );
}

function qualifierMatches(key: string, wanted: string, there: string): boolean {
  if (key === "arch" && sourceWords.has(wanted)) return true;
  // Trivy writes `distro=3.20.3` for Alpine, and others `distro=alpine-3.20.3`.
  if (key === "distro") return there === wanted || there.endsWith(`-${wanted}`);
  return there === wanted;
}
