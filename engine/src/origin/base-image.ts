/** What the image was built upon, as far as it can be told. */
export type BaseImage = {
  /** As its author would name it: `docker.io/library/debian:12-slim`; null where only its layers can be told. */
  readonly reference: string | null;
  /** Of the manifest or index that it was built from. */
  readonly digest: string | null;
  /** How many of the image's layers are its, from the bottom; null where that cannot be told. */
  readonly layers: number | null;
  /** `certain`: said by the builder or the same content; `likely`: said by a person; `guess`: read from the history. */
  readonly confidence: BaseConfidence;
  /** All that speaks for it, the best first. */
  readonly evidence: readonly BaseEvidence[];
};

export type BaseConfidence = "certain" | "likely" | "guess";

/** One thing that tells what the base is; `says` is what was found there, for people. */
export type BaseEvidence = {
  readonly kind: "annotation" | "provenance" | "dockerfile" | "layers" | "given" | "history";
  readonly says: string;
};
