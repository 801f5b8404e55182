import type { Package } from "../inventory/package.ts";
import type { Finding } from "../match/finding.ts";
import type { BaseImage } from "./base-image.ts";
import { chainOf } from "./chain.ts";
import { type Instruction, readInstruction } from "./instruction.ts";
import { manifestOf } from "./manifest.ts";

/** Where a package, and with it what is wrong with it, came into the image. */
export type Origin = {
  /** With the base image, or by a line of one's own; null where the base is not known. */
  readonly from: "base" | "own" | null;
  /** The step of the history that made its layer; null where there is no history. */
  readonly instruction: Instruction | null;
  /** From what a person asked for down to the package: `["express", "body-parser", "qs"]`, `["app.war", "log4j-core-2.14.jar"]`, `["openssl"]`. */
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

/** What of an image tells where its packages came from. */
export type OriginFacts = {
  readonly base: Pick<BaseImage, "layers"> | null;
  /** Lines of a Dockerfile by the layer that each made. */
  readonly lines?: ReadonlyMap<number, DockerfileLine>;
};

/** What is told of a package by any scanner; those of others have types of their own. */
type Traced = {
  readonly name: string;
  readonly type: string;
  readonly path: string | null;
} & Partial<Pick<Package, "ownedBy" | "broughtBy">>;

/** Works for any package of a report, also of those that tell no more than its name. */
export function originOf(
  one: Traced & {
    readonly layer: Pick<Package["layer"], "index" | "command"> | null;
  },
  { base, lines }: OriginFacts,
): Origin {
  const { layer } = one;
  const below = base?.layers ?? null;
  return {
    from: below === null || layer === null ? null : layer.index < below ? "base" : "own",
    instruction: layer?.command ? readInstruction(layer.command) : null,
    chain: chainOf({ ...one, path: one.path ?? "" }),
    manifest: manifestOf({ type: one.type, path: one.path ?? "" }),
    line: (layer && lines?.get(layer.index)) ?? null,
  };
}

/** Says of each finding where it came from, by the package that it is in. */
export function traceFindings(
  findings: readonly Finding[],
  packages: readonly Package[],
  facts: OriginFacts,
): TracedFinding[] {
  const known = new Map(packages.map((one) => [keyOf(one), one]));
  const origins = new Map<string, Origin>();
  return findings.map((finding) => {
    const key = keyOf({ ...finding.package, layer: finding.layer });
    const origin =
      origins.get(key) ??
      originOf(known.get(key) ?? { ...finding.package, layer: finding.layer }, facts);
    origins.set(key, origin);
    return { ...finding, origin };
  });
}

function keyOf({ purl, path, layer }: Pick<Package, "purl" | "path" | "layer">): string {
  return [purl, path, layer.index].join("\0");
}
