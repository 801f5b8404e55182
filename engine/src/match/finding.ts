import type { CvssScore } from "../advisory/database.ts";
import type { LayerRef, Package } from "../inventory/package.ts";

/** From worst to least known. */
export const severities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;
export type Severity = (typeof severities)[number];

export type FindingStatus =
  | "fixed"
  | "affected"
  | "under_investigation"
  | "will_not_fix"
  | "fix_deferred"
  | "end_of_life";

/** A vulnerability in a package of an image. */
export type Finding = {
  /** CVE where it has one, else the source's own id. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly title: string | null;
  readonly description: string | null;
  readonly severity: Severity;
  readonly severitySource: string | null;
  readonly status: FindingStatus;
  readonly package: Pick<Package, "name" | "version" | "type" | "purl" | "path">;
  /** Smallest first. */
  readonly fixedVersions: readonly string[];
  readonly layer: LayerRef;
  /** The highest of `cvssScores`. */
  readonly cvss: Pick<CvssScore, "score" | "vector"> | null;
  readonly cvssScores: readonly CvssScore[];
  readonly cwes: readonly string[];
  /** In CISA's list of known exploited vulnerabilities. */
  readonly kev: boolean;
  /** Probability of exploitation within 30 days, 0 to 1 (FIRST). */
  readonly epss: number | null;
  /** YYYY-MM-DD. */
  readonly published: string | null;
  /** YYYY-MM-DD. */
  readonly modified: string | null;
  readonly references: readonly string[];
  readonly source: string;
  /** The range that matched, in words: `openssl < 3.1.4-r1 (Alpine:v3.18)`. */
  readonly why: string;
};

/** A finding that counts for nothing, and why. */
export type SuppressedFinding = Finding & {
  readonly suppressedBy: {
    /** The VEX document or the list of exceptions: its file, or its digest in the registry. */
    readonly document: string;
    /** By a VEX document, or by somebody who made an exception of it. */
    readonly status: "not_affected" | "fixed" | "excepted";
    /** `vulnerable_code_not_in_execute_path`, …: https://github.com/openvex/spec */
    readonly justification: string | null;
    /** In its author's words. */
    readonly statement: string | null;
    /** The last day on which an exception holds, YYYY-MM-DD; null where it never ends. */
    readonly until?: string | null;
  };
};

/** What the image has no part in: the same in every image that holds the package. */
export type PackageFinding = Omit<Finding, "layer">;

/** Counts by severity; they add up to `total`. */
export type Summary = Readonly<Record<Severity, number>> & {
  readonly total: number;
  readonly fixable: number;
};
