import type { KnownBase, Plan, ScanResult, Summary } from "@plimsoll/engine";
import type { Dockerfile } from "@plimsoll/engine/dockerfile";

/** What to do about an image, and all that a form of writing may tell of it. */
export type Fix = {
  readonly result: ScanResult;
  readonly plan: Plan;
  /** Newer bases that were looked at. */
  readonly bases: readonly KnownBase[];
  /** Newer tags of the image itself that have less; only where they were asked for. */
  readonly cleaner: readonly CleanerTag[];
  readonly dockerfile: (Dockerfile & { readonly path: string }) | null;
};

export type CleanerTag = {
  readonly reference: string;
  readonly summary: Summary;
  /** Against the image: what it no longer has, and what it has beside. */
  readonly fixed: number;
  readonly added: number;
};
