import type { FileBytes } from "../layer/file-bytes.ts";
import type { Limits } from "../limits.ts";
import type { Asked, Needs } from "./brought-by.ts";
import type { BuildFacts, Package } from "./package.ts";

/** One kind of file that tells what is installed: which paths it wants and how it reads them. */
export type Analyser = {
  /** Kept with what it read. */
  readonly name: string;
  /** The largest file it opens. */
  readonly limit:
    | "systemFileBytes"
    | "rpmDatabaseBytes"
    | "metadataFileBytes"
    | "sbomBytes"
    | "largeFileBytes";
  /** What it names lies elsewhere: it counts where nothing else names it. */
  readonly describes?: boolean;
  /** Not worth reading a layer again for, when only a link leads to it. */
  readonly minor?: boolean;
  wants(path: string): boolean;
  /** Whether it reads a file that starts so, whatever its name; of one that no analyser wants by its name. */
  accepts?(head: Buffer): boolean;
  /** Whether wanted names may lie below the path, so that a link in its place must be followed. */
  wantsBelow(path: string): boolean;
  /** Throws an `Error` whose message says why the file cannot be used. */
  read(content: Buffer, path: string, limits?: Limits): FileReading;
  /** Reads parts of a file from wherever it is kept, where `read` would need all of it in memory. */
  readParts?(file: FileBytes, path: string, limits: Limits, effort: Effort): FileReading;
};

/** What has been done for a layer so far, so that it can be bounded. */
export type Effort = { nestedBytes: number };

/** What one file says; JSON. */
export type FileReading = {
  readonly packages?: readonly ReadPackage[];
  /** Files of an operating system's packages that a language analyser would read too. */
  readonly owns?: readonly { readonly package: string; readonly paths: readonly string[] }[];
  /** Licences of system packages whose database does not name them. */
  readonly licenses?: readonly { readonly package: string; readonly names: readonly string[] }[];
  /** What its packages need of each other. */
  readonly needs?: readonly Needs[];
  /** Which packages somebody asked for. */
  readonly asked?: Asked;
  readonly release?: ReleaseFacts;
  /** What the layer that holds the file was built from. */
  readonly build?: BuildFacts;
  /** Java archives that nothing in them names for certain; a Java database can. */
  readonly jars?: readonly UnnamedJar[];
  /** Parts that could not be used, and why. */
  readonly faults?: readonly string[];
};

/** `purl` where the type alone does not make it: else it is made of the rest. */
export type ReadPackage = Omit<Package, "purl" | "path" | "layer" | "ownedBy" | "build"> & {
  readonly purl?: string;
  /** Where in the file it lies, when the file is an archive: `BOOT-INF/lib/a-1.0.jar`. */
  readonly inside?: string;
};

export type UnnamedJar = {
  /** Where in the file it lies; absent where it is the file. */
  readonly inside?: string;
  readonly sha1: string;
  /** What its manifest says. */
  readonly manifest: MavenNames | null;
  /** What its file's name says. */
  readonly file: Omit<MavenNames, "group"> | null;
  /** Artifacts that its Maven metadata names, its own or ones that were put into it. */
  readonly holds: readonly string[];
  readonly licenses: readonly string[];
};

export type MavenNames = {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
};

/** What the files about the distribution say, each its part. */
export type ReleaseFacts = {
  readonly osRelease?: {
    readonly id: string;
    readonly versionId: string | null;
    readonly codename: string | null;
    readonly prettyName: string | null;
  };
  /** Of `redhat-release` and its like. */
  readonly releaseLine?: { readonly id: string; readonly version: string; readonly name: string };
  readonly alpineRelease?: string;
  readonly debianVersion?: string;
  /** The release that Alpine's packages come from: `3.20`, `edge`. */
  readonly alpineRepositories?: string;
  /** Ubuntu Pro's security maintenance is switched on. */
  readonly extendedSupport?: true;
};

/** `wantsBelow` for files at fixed places. */
export function leadsTo(path: string, places: readonly string[]): boolean {
  return places.some((place) => place.startsWith(`${path}/`));
}
