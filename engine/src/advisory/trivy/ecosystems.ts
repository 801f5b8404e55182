import type { VersionScheme } from "../../version/schemes.ts";

/** A distribution's release, which is one bucket of Trivy's database; `*` is the release. The first that fits counts. */
export type System = {
  readonly ecosystem: string;
  readonly bucket: string;
  /** The id of its source, by which severities are chosen. https://github.com/aquasecurity/trivy-db/tree/main/pkg/vulnsrc */
  readonly source: string;
  readonly scheme: VersionScheme;
  /** Its advisories rate each package by itself, by this source. */
  readonly ratedBy?: string;
  /** Its advisories may differ by architecture. */
  readonly byArchitecture?: true;
  /** Its advisories may say in which version a flaw came in; Trivy reads that of no other. */
  readonly introduced?: true;
};

/** A language, which has a bucket for each source: `npm::GitHub Security Advisory npm`. */
type Language = { readonly ecosystem: string; readonly prefix: string };

export type Place = System | Language;

const systems: readonly System[] = [
  {
    ecosystem: "Alpine:edge",
    bucket: "alpine edge",
    source: "alpine",
    scheme: "apk",
    introduced: true,
  },
  {
    ecosystem: "Alpine:v*",
    bucket: "alpine *",
    source: "alpine",
    scheme: "apk",
    introduced: true,
  },
  {
    ecosystem: "Debian:*",
    bucket: "debian *",
    source: "debian",
    scheme: "deb",
    ratedBy: "debian",
  },
  { ecosystem: "Ubuntu:Pro:*", bucket: "ubuntu *-ESM", source: "ubuntu", scheme: "deb" },
  { ecosystem: "Ubuntu:*", bucket: "ubuntu *", source: "ubuntu", scheme: "deb" },
  { ecosystem: "AlmaLinux:*", bucket: "alma *", source: "alma", scheme: "rpm" },
  {
    ecosystem: "Rocky Linux:*",
    bucket: "rocky *",
    source: "rocky",
    scheme: "rpm",
    byArchitecture: true,
  },
  {
    ecosystem: "Oracle Linux:*",
    bucket: "Oracle Linux *",
    source: "oracle-oval",
    scheme: "rpm",
    byArchitecture: true,
  },
  {
    ecosystem: "Red Hat",
    bucket: "Red Hat",
    source: "redhat-csaf-vex",
    scheme: "rpm",
    ratedBy: "redhat",
  },
  { ecosystem: "Amazon Linux:*", bucket: "amazon linux *", source: "amazon", scheme: "rpm" },
  {
    ecosystem: "openSUSE:Tumbleweed",
    bucket: "openSUSE Tumbleweed",
    source: "suse-cvrf",
    scheme: "rpm",
  },
  { ecosystem: "openSUSE:*", bucket: "openSUSE *", source: "suse-cvrf", scheme: "rpm" },
  { ecosystem: "SUSE:*", bucket: "SUSE *", source: "suse-cvrf", scheme: "rpm" },
  { ecosystem: "Photon OS:*", bucket: "Photon OS *", source: "photon", scheme: "rpm" },
  { ecosystem: "Azure Linux:*", bucket: "Azure Linux *", source: "azure", scheme: "rpm" },
  { ecosystem: "CBL-Mariner:*", bucket: "CBL-Mariner *", source: "cbl-mariner", scheme: "rpm" },
  { ecosystem: "Wolfi", bucket: "wolfi", source: "wolfi", scheme: "apk" },
  { ecosystem: "Chainguard", bucket: "chainguard", source: "chainguard", scheme: "apk" },
  { ecosystem: "MinimOS", bucket: "minimos", source: "minimos", scheme: "apk" },
  { ecosystem: "Echo", bucket: "echo", source: "echo", scheme: "deb", ratedBy: "echo" },
];

const languages: Readonly<Record<string, string>> = {
  npm: "npm",
  PyPI: "pip",
  RubyGems: "rubygems",
  "crates.io": "cargo",
  Packagist: "composer",
  Maven: "maven",
  Go: "go",
  NuGet: "nuget",
  Hex: "erlang",
  Pub: "pub",
  SwiftURL: "swift",
  CocoaPods: "cocoapods",
  ConanCenter: "conan",
  Bitnami: "bitnami",
  Kubernetes: "k8s",
  Julia: "julia",
};
const languageOf = new Map(Object.entries(languages).map(([ours, theirs]) => [theirs, ours]));
const separator = "::";

/** Where Trivy's database keeps an ecosystem, with the release put in; undefined for those that it does not know. */
export function placeOf(ecosystem: string): Place | undefined {
  const language = Object.hasOwn(languages, ecosystem) ? languages[ecosystem] : undefined;
  if (language !== undefined) return { ecosystem, prefix: `${language}${separator}` };
  return filled("ecosystem", ecosystem);
}

/** The ecosystem of a bucket; undefined for those that hold something else, or what is looked up by nobody. */
export function placeOfBucket(bucket: string): Place | undefined {
  const at = bucket.indexOf(separator);
  if (at < 0) return filled("bucket", bucket);
  const ecosystem = languageOf.get(bucket.slice(0, at));
  return ecosystem === undefined ? undefined : placeOf(ecosystem);
}

/**
 * The names under which a package is to be kept so that Trivy finds it. It looks one of Python up as that spells
 * itself, in lower case: whether with a dot or a dash, `advisedName` has forgotten.
 */
export function keptNames(ecosystem: string, name: string): readonly string[] {
  const kept = keptName(ecosystem, name);
  const parts = ecosystem === "PyPI" ? kept.split("-") : [kept];
  if (parts.length > mostParts) return [kept];
  return parts
    .slice(1)
    .reduce(
      (names, part) => names.flatMap((before) => [`${before}-${part}`, `${before}.${part}`]),
      [parts[0] ?? kept],
    );
}

/** Beyond them nobody puts dots between words. */
const mostParts = 4;

/** As Trivy keeps and looks up a name that is written so. */
export function keptName(ecosystem: string, name: string): string {
  if (!Object.hasOwn(languages, ecosystem)) return name;
  return (names.get(ecosystem) ?? ((one) => one.toLowerCase()))(name);
}

const names: ReadonlyMap<string, (name: string) => string> = new Map([
  ["PyPI", (name) => name.toLowerCase().replaceAll("_", "-")],
  ["SwiftURL", (name) => name.replace(/^https:\/\//, "").replace(/\.git$/, "")],
  ["Go", (name) => name],
  ["CocoaPods", (name) => name],
  ["Julia", (name) => name],
]);

function filled(by: "ecosystem" | "bucket", name: string): System | undefined {
  for (const system of systems) {
    const [before = "", after] = system[by].split("*");
    if (after === undefined ? name !== before : !fits(name, before, after)) continue;
    const release = name.slice(before.length, name.length - (after?.length ?? 0));
    return {
      ...system,
      ecosystem: system.ecosystem.replace("*", release),
      bucket: system.bucket.replace("*", release),
    };
  }
  return undefined;
}

function fits(name: string, before: string, after: string): boolean {
  return (
    name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length
  );
}
