import type { OperatingSystem, Package } from "../inventory/package.ts";
import type { EndOfLife } from "../match/end-of-life.ts";
import type { Finding } from "../match/finding.ts";
import type { BaseImage } from "../origin/base-image.ts";
import type { Plan } from "./plan.ts";

/** An image as a plan is made for it. */
export type RemedyInput = {
  readonly os: OperatingSystem | null;
  readonly endOfLife: EndOfLife | null;
  /** Empty where the scanner tells none; the plan then rests on the findings alone. */
  readonly packages: readonly Package[];
  readonly findings: readonly Finding[];
  readonly base: BaseImage | null;
  /** Newer images that could take the base's place and what is known to be in them, the nearest first. */
  readonly bases: readonly KnownBase[];
  /** The line with the base, where a Dockerfile was given. */
  readonly dockerfile: DockerfileFacts | null;
  /** Findings of packages, by the same advisories; null where the scanner tells no packages. */
  readonly match: ((packages: readonly Package[]) => readonly Finding[]) | null;
  /** The day of the plan. */
  readonly now: Date;
};

export type KnownBase = {
  /** `debian:12-slim`. */
  readonly reference: string;
  /** `refresh`: the tag that the image is built from, pushed again since; `update`: another tag. */
  readonly kind: "refresh" | "update";
  readonly os: OperatingSystem | null;
  readonly packages: readonly Package[];
};

export type DockerfileFacts = {
  /** The FROM of the last stage's base. */
  readonly from: { readonly line: number; readonly text: string } | null;
  /** The last line before which the system's packages can still be upgraded as root. */
  readonly upgradeAfter: number | null;
};

export function planRemedy(_input: RemedyInput): Plan {
  throw new Error("to be written");
}
