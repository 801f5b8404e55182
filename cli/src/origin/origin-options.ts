import type { Dockerfile } from "@plimsoll/engine/dockerfile";
import { formatPlatform, type Image, PlimsollError } from "@plimsoll/engine/indexing";
import type { ScanOptions } from "@plimsoll/engine/matching";
import { type Command, InvalidArgumentError } from "commander";
import type { ImageRequest, Place } from "../image-run.ts";
import { type NamedImage, readBases } from "./bases.ts";

/** Flags that tell where an image comes from. */
export type OriginFlags = {
  readonly dockerfile?: string;
  readonly buildArg?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly base?: readonly string[];
};

export function addOriginOptions(command: Command): Command {
  return command
    .option(
      "--dockerfile <file>",
      "the Dockerfile that the image is built from: its lines are named",
    )
    .option(
      "--build-arg <name=value>",
      "an argument that the Dockerfile was built with; may be given several times",
      readArgument,
    )
    .option("--target <stage>", "the Dockerfile's stage that was built (default: the last)")
    .option(
      "--base <reference>",
      "an image that may be the base; may be given several times",
      (text: string, others: readonly string[] = []) => [...others, text],
    );
}

/** What tells where an image comes from. */
export type Origins = {
  readonly dockerfile: (Dockerfile & { readonly path: string }) | null;
  /** For `scanImage`. Throws `PlimsollError`. */
  of(image: Image, place: Place): Promise<Pick<ScanOptions, "base" | "lines" | "dockerfile">>;
};

/** Reads the Dockerfile before any image is read. Throws `PlimsollError`. */
export async function openOrigins(flags: OriginFlags, request: ImageRequest): Promise<Origins> {
  const { base: named = [], target, buildArg } = flags;
  const path = flags.dockerfile;
  if (path === undefined && (target !== undefined || buildArg !== undefined))
    throw new PlimsollError(
      "reference-invalid",
      "--target and --build-arg are about a Dockerfile, and there is none",
      { hint: "Add --dockerfile Dockerfile." },
    );
  const reading = path === undefined ? null : await import("./read-dockerfile.ts");
  const dockerfile =
    reading && path !== undefined ? await reading.readDockerfileAt(path, flags) : null;
  const bases = new Map<string, Promise<readonly NamedImage[]>>();
  const basesFor = ({ platform }: Image) => {
    const name = formatPlatform(platform);
    const known = bases.get(name) ?? readBases(named, platform, request);
    bases.set(name, known);
    return known;
  };
  return {
    dockerfile,
    async of(image, place) {
      const known = await basesFor(image);
      for (const { reference, diffIds } of known)
        if (!isPrefix(diffIds, image))
          request.log(
            "warn",
            `${reference} is no base of ${image.reference}: its layers are others`,
          );
      const aligned = dockerfile && reading ? reading.linesOf(dockerfile, image) : null;
      if (aligned?.isOther)
        request.log(
          "warn",
          `not all lines of ${dockerfile?.path} are in the history of ${image.reference}: it is another image's, or has changed since`,
        );
      return {
        base: { provenance: await provenanceOf(image, place, request), known, ...aligned?.base },
        ...(dockerfile && aligned ? { lines: aligned.lines, dockerfile: dockerfile.path } : {}),
      };
    },
  };
}

/** What a builder says beside the image is worth a few requests, and no failure. */
async function provenanceOf(
  image: Image,
  { source, index }: Place,
  { signal, log }: ImageRequest,
): Promise<NonNullable<NonNullable<ScanOptions["base"]>["provenance"]>> {
  if (!index?.entries.some(({ attests }) => attests === image.digest)) return [];
  const { readProvenance } = await import("@plimsoll/engine/provenance");
  try {
    return await readProvenance(source, index, image.digest, { signal });
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
    log("warn", `what the builder says of its base cannot be read: ${error.message}`);
    return [];
  }
}

function isPrefix(diffIds: readonly string[], { layers }: Image): boolean {
  return (
    diffIds.length < layers.length && diffIds.every((one, index) => layers[index]?.diffId === one)
  );
}

function readArgument(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError("Write NAME=VALUE, for example DEBIAN_VERSION=12.");
  return { ...others, [name]: value };
}

export const originHelp = `
Where findings come from: the base image is told by annotations, by what the builder says beside the image,
by --dockerfile, by --base, by labels and by the history, the surest first; see docs/remedy.md.`;
