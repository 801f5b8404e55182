import type { Finding } from "../match/finding.ts";
import type { Instruction } from "./instruction.ts";

/** Where a package, and with it what is wrong with it, came into the image. */
export type Origin = {
  /** With the base image, or by a line of one's own; null where the base is not known. */
  readonly from: "base" | "own" | null;
  /** The step of the history that made its layer; null where there is no history. */
  readonly instruction: Instruction | null;
  /** From what a person asked for down to the package: `["express", "body-parser", "qs"]`, `["app.war", "lib/log4j-core-2.14.jar"]`, `["openssl"]`. */
  readonly chain: readonly string[];
  /** The file that a person changes for it, by its path in the image where that is told (`app/package.json`), else by its usual name; null where it is the Dockerfile alone. */
  readonly manifest: string | null;
  /** The line of the Dockerfile that brought it, where one was given. */
  readonly line: DockerfileLine | null;
};

export type DockerfileLine = {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
};

/** A finding that says where it came from. */
export type TracedFinding = Finding & { readonly origin: Origin };
