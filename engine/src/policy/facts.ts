import type { Severity } from "../match/finding.ts";
import type { BaseImage } from "../origin/base-image.ts";
import type { ScanResult } from "../scan.ts";
import type { NamedFinding } from "./verdict.ts";

/** What a policy is held against. */
export type ImageFacts = {
  /** When the report was made. */
  readonly reportedAt: Date;
  /** Of the advisories that it rests on, YYYY-MM-DD or with a time; null where the scanner does not tell. */
  readonly databaseDate: string | null;
  readonly base: Pick<BaseImage, "reference" | "digest"> | null;
  /** Null where the distribution has no end that is known. */
  readonly endOfLife: { readonly date: string; readonly ended: boolean } | null;
  /** Packages that no advisories could be held against; null where the scanner does not tell. */
  readonly unchecked: number | null;
  /** Those that count: what is excepted or suppressed is not among them. */
  readonly findings: readonly FindingFacts[];
  /** Null where the scanner tells none. */
  readonly packages: readonly PackageFacts[] | null;
};

/** A scan's findings fit as they are. */
export type FindingFacts = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly status: string;
  readonly package: NamedFinding["package"] & { readonly type: string };
  readonly fixedVersions: readonly string[];
  readonly cvss: { readonly score: number } | null;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly published: string | null;
  /** `from` is null where the base is not known. */
  readonly origin: { readonly from: "base" | "own" | null };
  /** When it was first found in this image; absent or null where that is not known. */
  readonly firstSeen?: Date | null;
  /** When a fixed version was first known; absent or null where that is not known. */
  readonly fixableSince?: Date | null;
};

export type PackageFacts = {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** Null where the scanner does not tell; empty where the package does not. */
  readonly licenses: readonly string[] | null;
};

/** What a scan tells of an image, as of now. */
export function factsOf(result: ScanResult, now: Date): ImageFacts {
  const { base, endOfLife, unchecked, findings, packages, database } = result;
  return {
    ...{ reportedAt: now, databaseDate: database.date, base, endOfLife, unchecked },
    ...{ findings, packages },
  };
}
