import type { Severity } from "../match/finding.ts";

/** A range of affected versions; several are a union. Bounds absent are open. */
export type AffectedRange = {
  /** Inclusive. */
  readonly introduced?: string;
  /** Exclusive: the version that fixes it. */
  readonly fixed?: string;
  /** Inclusive. */
  readonly lastAffected?: string;
};

/** What one source says about one package of one platform. */
export type Advisory = {
  /** The source's own id. */
  readonly id: string;
  /** All other ids of the same flaw. */
  readonly aliases: readonly string[];
  readonly source: string;
  readonly ranges: readonly AffectedRange[];
  /** Versions affected one by one, beside the ranges. */
  readonly versions: readonly string[];
  readonly severity: Severity;
  readonly severitySource: string | null;
  readonly cvss: { readonly score: number; readonly vector: string } | null;
  readonly kev: boolean;
  readonly epss: number | null;
  /** YYYY-MM-DD. */
  readonly published: string | null;
  readonly references: readonly string[];
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

/** What is known. Look-ups are by OSV ecosystem (`Alpine:v3.20`, `Debian:12`, `npm`) and package name. */
export type AdvisoryDatabase = {
  readonly info: DatabaseInfo;
  /** Whether the database knows the ecosystem at all: nothing found there is not the same as nothing known. */
  covers(ecosystem: string): boolean;
  lookup(ecosystem: string, packageName: string): readonly Advisory[];
};
