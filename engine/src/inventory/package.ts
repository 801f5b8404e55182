import type { Layer } from "../image/image.ts";

/** The packages' types are purl's, https://github.com/package-url/purl-spec/blob/main/purl-types-index.json */
export type PackageType =
  | "apk"
  | "bitnami"
  | "cargo"
  | "composer"
  | "conda"
  | "deb"
  | "gem"
  | "generic"
  | "golang"
  | "julia"
  | "maven"
  | "npm"
  | "nuget"
  | "pypi"
  | "rpm";

/** Types of an operating system's own packages. */
const systemTypes: ReadonlySet<PackageType> = new Set(["apk", "deb", "rpm"]);

export function isSystemType(type: PackageType): boolean {
  return systemTypes.has(type);
}

/** One thing that is installed in an image. */
export type Package = {
  readonly name: string;
  /** As the ecosystem writes it, epoch and release included. */
  readonly version: string;
  readonly type: PackageType;
  readonly purl: string;
  /** The file that says it is installed, without a leading slash. */
  readonly path: string;
  /** What advisories are about, where that is not the package itself: Debian's source, Alpine's origin, an RPM's source. */
  readonly source: { readonly name: string; readonly version: string } | null;
  readonly architecture: string | null;
  readonly licenses: readonly string[];
  /** Who packaged it: Debian's maintainer, an RPM's vendor. */
  readonly maintainer: string | null;
  /** The stream of packages that an RPM belongs to: `nodejs:18:8080020230922152541:63b34585`. */
  readonly modularity?: string;
  /** What Red Hat built the layer from. */
  readonly build?: BuildFacts;
  /** The operating system's package that brought the file. */
  readonly ownedBy: string | null;
  /** What was asked for and needs it, outermost first: `["curl", "libcurl4"]`; absent where it was itself asked for, or that is not told. */
  readonly broughtBy?: readonly string[];
  /** The lowest layer that holds this name and version. */
  readonly layer: LayerRef;
};

/** What an image of Red Hat's says of its build, https://docs.redhat.com/en/documentation/red_hat_ecosystem_catalog */
export type BuildFacts = {
  /** Repositories that its packages come from: `rhel-9-for-x86_64-baseos-rpms`. */
  readonly contentSets: readonly string[];
  /** Name, version, release and architecture of the build: `ubi9-container-9.4-947-x86_64`. */
  readonly nvr: string | null;
};

/** Names a layer in a report. */
export type LayerRef = Pick<Layer, "index" | "digest" | "diffId" | "command">;

/** The distribution, from os-release and the files beside it. */
export type OperatingSystem = {
  /** `alpine`, `debian`, …: os-release's ID. */
  readonly family: string;
  /** What advisories are kept by: `3.20`, `edge`, `12`. */
  readonly release: string;
  /** As installed: `3.20.3`, `12.5`. */
  readonly version: string;
  /** For people: `Alpine Linux v3.20`. */
  readonly name: string;
  /** Attached to Ubuntu Pro: it gets fixes past the release's end of life. */
  readonly extendedSupport?: true;
};

/** What was left out and why. */
export type Skipped = {
  readonly path: string;
  readonly reason: string;
  readonly layer: number | null;
};

/** What is installed too, but counts as another package. */
export type LeftOutPackage = Package & { readonly reason: string };

/** All that is installed in an image. */
export type Inventory = {
  readonly os: OperatingSystem | null;
  readonly packages: readonly Package[];
  readonly leftOut: readonly LeftOutPackage[];
  readonly skipped: readonly Skipped[];
};
