import type { FindingStatus, Severity } from "../match/finding.ts";

/** A range of affected versions; several are a union. Bounds absent are open. */
export type AffectedRange = {
  /** Inclusive. */
  readonly introduced?: string;
  /** Exclusive: the version that fixes it. */
  readonly fixed?: string;
  /** Inclusive. */
  readonly lastAffected?: string;
};

/**
 * What the sources of Trivy's database write in place of ranges, in the ecosystem's own constraint language.
 * Affected is what `vulnerable` holds, or everything where it is empty, without what the other two hold.
 */
export type Constraints = {
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
  readonly unaffected: readonly string[];
};

/** One assessment by CVSS, https://www.first.org/cvss/ */
export type CvssScore = {
  readonly version: "2" | "3" | "4";
  readonly score: number;
  readonly vector: string;
  /** Who assessed it: `nvd`, `ghsa`, …; null when it is the advisory's own. */
  readonly source: string | null;
};

/** What one source says about one package of one ecosystem. */
export type Advisory = {
  /** The source's own id, or the CVE where the source keeps it by that. */
  readonly id: string;
  /** All other ids of the same flaw. */
  readonly aliases: readonly string[];
  readonly source: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly ranges: readonly AffectedRange[];
  /** Versions affected one by one, beside the ranges. */
  readonly versions: readonly string[];
  /** In place of `ranges` and `versions`, which are empty then. */
  readonly constraints: Constraints | null;
  /** What its source means to do where there is no fix; null when it does not say. */
  readonly status: Exclude<FindingStatus, "fixed"> | null;
  readonly severity: Severity;
  readonly severitySource: string | null;
  readonly cvss: readonly CvssScore[];
  /** `CWE-79`. */
  readonly cwes: readonly string[];
  readonly kev: boolean;
  readonly epss: number | null;
  /** YYYY-MM-DD. */
  readonly published: string | null;
  /** YYYY-MM-DD. */
  readonly modified: string | null;
  readonly references: readonly string[];
  /** Only packages of these are affected; all when empty. As the ecosystem's packages name them: `x86_64`. */
  readonly architectures: readonly string[];
  /** Red Hat: the products that it is about, as numbers that `AdvisoryDatabase.products` gives; null is all. */
  readonly products: readonly number[] | null;
};

export type DatabaseInfo = {
  readonly name: string;
  readonly version: string;
  /** The newest date in it, YYYY-MM-DD. */
  readonly date: string;
  readonly limits: readonly string[];
  readonly sources: readonly {
    readonly name: string;
    readonly license: string;
    readonly date: string;
  }[];
};

/** A package that advisories are about. */
export type AdvisedPackage = { readonly ecosystem: string; readonly name: string };

/**
 * What is known. Look-ups are by ecosystem and package name, in OSV's words
 * (https://ossf.github.io/osv-schema/#defined-ecosystems): `Alpine:v3.20`, `Alpine:edge`, `Debian:12`, `Ubuntu:22.04`,
 * `Ubuntu:Pro:18.04` (ESM), `AlmaLinux:9`, `Rocky Linux:9`, `Wolfi`, `Chainguard`, `npm`, `PyPI`, `RubyGems`,
 * `crates.io`, `Packagist`, `Maven`, `Go`, `NuGet`, `Hex`, `Pub`, `SwiftURL`, `ConanCenter`, `Bitnami`, `Julia`, and in
 * the same form where OSV has none or more than is looked up by: `Red Hat`, `Oracle Linux:8`, `Amazon Linux:2`,
 * `openSUSE:Leap 15.5`, `openSUSE:Tumbleweed`, `SUSE:Linux Enterprise 15.5`, `SUSE:Linux Enterprise Micro 5.3`,
 * `Photon OS:4.0`, `CBL-Mariner:2.0`, `Azure Linux:3.0`, `MinimOS`, `Echo`.
 *
 * Look-ups are synchronous, so that a match is one pass; each may throw `PlimsollError` where the database is damaged.
 */
export type AdvisoryDatabase = {
  readonly info: DatabaseInfo;
  /** Whether the database knows the ecosystem at all: nothing found there is not the same as nothing known. */
  covers(ecosystem: string): boolean;
  lookup(ecosystem: string, packageName: string): readonly Advisory[];
  /** Every package that it has advisories for, each once. */
  packages(): Iterable<AdvisedPackage>;
  /** Red Hat's products that a content set (`rhel-9-for-x86_64-baseos-rpms`) or an image's build (its NVR) stands for. */
  products?(kind: "repository" | "nvr", name: string): readonly number[];
  /** Gives back what it holds open; look-ups after it are an error. */
  close(): void;
};
