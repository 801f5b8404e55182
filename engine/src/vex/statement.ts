/** https://www.cisa.gov/sites/default/files/2023-04/minimum-requirements-for-vex-508c.pdf */
export type VexStatus = "not_affected" | "affected" | "fixed" | "under_investigation";

/** What a statement is about: a package or an image, and of that some components only. */
export type VexProduct = {
  /** A package URL, or where an image lies or its digest. */
  readonly id: string;
  /** Package URLs; the whole product when empty. */
  readonly subcomponents: readonly string[];
};

export type VexStatement = {
  /** Of one flaw, any of its ids. */
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  readonly justification: string | null;
  /** In its author's words. */
  readonly statement: string | null;
  /** When it was made, milliseconds since 1970; 0 where it does not say. */
  readonly time: number;
};

export type VexDocument = {
  /** Its file, or its digest in the registry. */
  readonly name: string;
  readonly statements: readonly VexStatement[];
};

/** A form in which such documents are written. */
export type VexFormat = {
  readonly name: string;
  /** Whether it means to be one; whether it is a good one is another matter. */
  readonly is: (document: Readonly<Record<string, unknown>>) => boolean;
  /** Throws zod's error with the fields that are wrong. */
  readonly read: (document: unknown, context: VexContext) => VexStatement[];
};

export type VexContext = {
  /** What a statement is about that names no product itself: the images that the document is attached to. */
  readonly subjects: readonly string[];
  /** Counts products that are named, over all documents. Throws `limit-exceeded`. */
  readonly count: (products: number) => void;
};

export function timeOf(...texts: readonly (string | null | undefined)[]): number {
  const text = texts.find((one) => typeof one === "string");
  const time = text === undefined || text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? 0 : time;
}
