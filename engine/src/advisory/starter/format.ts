import type { DatabaseInfo } from "../database.ts";

/**
 * The starter advisories as carried in the repository: `starter.json` and one file a family of ecosystems,
 * text compressed by zstd, so that a scan reads only what its image needs. Lines of a file:
 *
 *     StarterHeader as JSON
 *     StarterRecord as JSON            × header.records
 *     package name, tab, StarterEntry[] as JSON, sorted by name
 */
export type StarterManifest = {
  readonly info: DatabaseInfo;
  readonly files: Readonly<Record<string, StarterFile>>;
};

export type StarterFile = {
  /** Ecosystems in it, as OSV names them. */
  readonly ecosystems: readonly string[];
  /** Those among them that it covers as a whole, and not by an advisory here and there. */
  readonly covered: readonly string[];
  readonly advisories: number;
  readonly packages: number;
};

/** First line of `exploitation.zst`: of what day its two parts are. */
export type StarterExploitation = { readonly kev: string; readonly epss: string };

export type StarterHeader = {
  readonly ecosystems: readonly string[];
  readonly sources: readonly string[];
  /** Who gave the severity, where that is not the advisory's source. */
  readonly severitySources: readonly string[];
  readonly records: number;
};

/** One advisory. Short keys: there are 60,000 of them. Absent is null or empty. */
export type StarterRecord = {
  readonly i: string;
  /** Aliases. */
  readonly a?: readonly string[];
  /** Index in `sources`. */
  readonly s: number;
  /** First letter of the severity; `u` when absent. */
  readonly l?: string;
  /** Index in `severitySources`. */
  readonly ls?: number;
  /** CVSS: score and vector. */
  readonly c?: readonly [number, string];
  readonly k?: 1;
  /** EPSS. */
  readonly e?: number;
  /** Published. */
  readonly p?: string;
  /** References. */
  readonly r?: readonly string[];
};

/** What a record says about a package: record, ecosystems, ranges as `[introduced, fixed, lastAffected]`, single versions. */
export type StarterEntry = readonly [
  record: number,
  ecosystems: readonly number[],
  ranges: readonly (readonly [string | 0, (string | 0)?, (string | 0)?])[],
  versions?: readonly string[],
];
