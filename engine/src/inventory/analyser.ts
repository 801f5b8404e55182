import type { Package } from "./package.ts";

/** One kind of file that tells what is installed: which paths it wants and how it reads them. */
export type Analyser = {
  /** Kept with what it read. */
  readonly name: string;
  /** The largest file it opens. */
  readonly limit: "systemFileBytes" | "metadataFileBytes";
  wants(path: string): boolean;
  /** Whether wanted names may lie below the path, so that a link in its place must be followed. */
  wantsBelow(path: string): boolean;
  /** Throws an `Error` whose message says why the file cannot be used. */
  read(content: Buffer, path: string): FileReading;
};

/** What one file says; JSON. */
export type FileReading = {
  readonly packages?: readonly ReadPackage[];
  /** Files of an operating system's packages that a language analyser would read too. */
  readonly owns?: readonly { readonly package: string; readonly paths: readonly string[] }[];
  readonly release?: ReleaseFacts;
  /** Parts that could not be used, and why. */
  readonly faults?: readonly string[];
};

export type ReadPackage = Omit<Package, "purl" | "path" | "layer">;

/** What the files about the distribution say, each its part. */
export type ReleaseFacts = {
  readonly osRelease?: {
    readonly id: string;
    readonly versionId: string | null;
    readonly codename: string | null;
    readonly prettyName: string | null;
  };
  readonly alpineRelease?: string;
  readonly debianVersion?: string;
  /** The release that Alpine's packages come from: `3.20`, `edge`. */
  readonly alpineRepositories?: string;
};

/** `wantsBelow` for files at fixed places. */
export function leadsTo(path: string, places: readonly string[]): boolean {
  return places.some((place) => place.startsWith(`${path}/`));
}
