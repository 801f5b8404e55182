import type { Severity } from "../match/finding.ts";

/** What a policy says of an image, worst first; `unknown`: a rule could not be judged, and none failed. */
export const verdictResults = ["fail", "unknown", "warn", "pass"] as const;
export type VerdictResult = (typeof verdictResults)[number];

export type ReasonKind =
  | "findings"
  | "base-image"
  | "end-of-life"
  | "not-scanned"
  | "report-old"
  | "database-old"
  | "license"
  | "package"
  | "unchecked";

/** Why, rule by rule; a rule that passed gives none. */
export type VerdictReason = {
  readonly rule: string;
  readonly result: Exclude<VerdictResult, "pass">;
  /** What of the rule was met or could not be judged. */
  readonly kind: ReasonKind;
  /** In English, for logs and pipelines. */
  readonly text: string;
  /** How many findings or packages. */
  readonly count: number;
  /** The first of them. */
  readonly findings: readonly NamedFinding[];
};

export type NamedFinding = {
  readonly id: string;
  readonly severity: Severity;
  readonly package: {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly path: string;
  };
};

export type Verdict = {
  readonly result: VerdictResult;
  readonly reasons: readonly VerdictReason[];
};

/** What several policies say of a scanned image. */
export type ScanVerdict = {
  /** The worst of all. */
  readonly result: VerdictResult;
  readonly policies: readonly (Verdict & {
    readonly name: string;
    /** The names of its rules, also of those that are not met. */
    readonly rules: readonly string[];
  })[];
  /** Only findings that this image did not have count, where it was compared with one. */
  readonly since: { readonly reference: string; readonly digest: string } | null;
};

/** Of several policies, or of the images of an index: `pass` where there is none. */
export function worstVerdict(results: readonly VerdictResult[]): VerdictResult {
  return verdictResults.find((one) => results.includes(one)) ?? "pass";
}
