import type { Package } from "../inventory/package.ts";
import type { Finding, Summary } from "../match/finding.ts";

/** What to do about an image's findings: steps in the order in which they are best taken, and what stays after all of them. */
export type Plan = {
  /** The numbers are of matching the changed image again; else the scanner tells no packages, and they are what its findings say of fixes. */
  readonly verified: boolean;
  readonly before: Summary;
  /** After all `steps`; what is `optional` is not in it. */
  readonly after: Summary;
  readonly steps: readonly Step[];
  /** What would help but asks for a judgement: to take away what may be needed, to change the distribution. */
  readonly optional: readonly Step[];
  /** Every finding that stays after `steps`, each in one group. */
  readonly remaining: readonly Remaining[];
};

/** One change that a person makes. */
export type Step = {
  /** The same in every plan that has the step: `upgrade-dependency npm lodash 4.17.21`. */
  readonly id: string;
  readonly kind: StepKind;
  /** Whose it is: the base image's owner publishes it and one builds again, or it is one's own line. */
  readonly who: "base-owner" | "you";
  /** What changes, each package once for each place where it lies. Empty where the base as a whole is exchanged. */
  readonly packages: readonly PackageChange[];
  /** The base before and after; only in steps about it. */
  readonly base: { readonly from: string; readonly to: string } | null;
  /**
   * The exact change, in each way that leads there: one is enough, and the first is the surest. `docker build --pull` after
   * others is to be tried before them: the base's owner may have published what it takes. What replaces a word of a RUN line
   * is made in any case, and with all others of its kind: as long as it stands there, a build installs that version.
   */
  readonly changes: readonly Change[];
  /** What the largest of its version changes is called in semantic versions; `major` is likely to break something. */
  readonly risk: "patch" | "minor" | "major" | "unknown";
  /** `verified`: matched again with that change; `likely`: the advisories say so; `guess`: it depends on what was not looked at. */
  readonly confidence: "verified" | "likely" | "guess";
  /** Findings that go with this step, after the steps before it. */
  readonly clears: readonly FindingRef[];
  /** Findings that come with it. */
  readonly brings: readonly FindingRef[];
  /** The whole image's counts before and after this step, after the steps before it. */
  readonly before: Summary;
  readonly after: Summary;
  /** The best that can be had without leaving the major version, where `risk` is `major`. */
  readonly smaller: {
    readonly version: string;
    readonly changes: readonly Change[];
    readonly clears: readonly FindingRef[];
  } | null;
};

export type StepKind =
  | "refresh-base"
  | "update-base"
  | "replace-distribution"
  | "upgrade-os-packages"
  | "upgrade-dependency"
  | "rebuild-with"
  | "remove-package"
  | "wait";

export type PackageChange = Pick<Package, "name" | "type" | "purl" | "path"> & {
  readonly from: string;
  /** Null where it is taken away. */
  readonly to: string | null;
};

/** One way to make a step, to be copied as it is: names in it come from the image and are quoted. */
export type Change =
  | {
      readonly kind: "command";
      /** Whose command: `apt`, `npm`, `pip`, … */
      readonly tool: string;
      readonly text: string;
    }
  | {
      readonly kind: "dockerfile";
      /** What stands there now (all of a FROM, a word of a RUN), and in which line; null where a line is added. */
      readonly replaces: { readonly line: number | null; readonly text: string } | null;
      /** The line after which one is added; null where no Dockerfile was given. */
      readonly after: number | null;
      readonly text: string;
    }
  | {
      readonly kind: "manifest";
      /** `app/package.json`, `requirements.txt`, `pom.xml`, … */
      readonly file: string;
      readonly text: string;
    };

/**
 * Names a finding of the image: the same vulnerability in the same package at the same place. What another base or version
 * brings has the names that it will have.
 */
export type FindingRef = Pick<Finding, "id" | "severity"> & {
  readonly package: Pick<Package, "name" | "version" | "purl" | "path">;
};

/** Findings that no step clears, and why. */
export type Remaining = {
  readonly reason:
    | "no-fix"
    | "under-investigation"
    | "will-not-fix"
    | "fix-deferred"
    | "end-of-life"
    /** A fix is there, but not where this image can take it: its files name no package manager, its base is not known. */
    | "out-of-reach";
  readonly summary: Summary;
  readonly findings: readonly FindingRef[];
  readonly meanwhile: readonly Meanwhile[];
};

/** What can be done as long as there is no fix. */
export type Meanwhile =
  | { readonly kind: "wait" }
  /** Nothing else that is installed needs these. */
  | {
      readonly kind: "remove-package";
      readonly packages: readonly PackageChange[];
      readonly changes: readonly Change[];
    }
  | { readonly kind: "replace-distribution"; readonly from: string; readonly to: string | null }
  /** By an exception that ends by itself, YYYY-MM-DD. */
  | { readonly kind: "accept"; readonly until: string }
  /** What the advisory names as a work-around. */
  | { readonly kind: "mitigation"; readonly url: string };
