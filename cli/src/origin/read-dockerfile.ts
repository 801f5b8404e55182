import { readFile, stat } from "node:fs/promises";
import { alignDockerfile, type Dockerfile, readDockerfile } from "@plimsoll/engine/dockerfile";
import { type Image, PlimsollError } from "@plimsoll/engine/indexing";
import type { ScanOptions } from "@plimsoll/engine/matching";
import { wholeName } from "./bases.ts";
import type { OriginFlags } from "./origin-options.ts";

const mostBytes = 2 ** 20;

/** Throws `dockerfile-invalid`. */
export async function readDockerfileAt(
  path: string,
  { buildArg, target }: OriginFlags,
): Promise<Dockerfile & { readonly path: string }> {
  const text = await textOf(path);
  const options = {
    ...(buildArg ? { arguments: buildArg } : {}),
    ...(target === undefined ? {} : { target }),
  };
  return { path, ...readDockerfile(text, options) };
}

/** The lines that made the image's layers, and what the last FROM says of its base. */
export function linesOf(
  dockerfile: Dockerfile,
  { history }: Pick<Image, "history">,
): Pick<ScanOptions, "lines"> & {
  readonly base: Pick<NonNullable<ScanOptions["base"]>, "dockerfile">;
  /** Not every line is in the history. */
  readonly isOther: boolean;
} {
  const { lines, below } = alignDockerfile(dockerfile, history);
  const { base } = dockerfile;
  return {
    lines,
    isOther: below === null && dockerfile.steps.length > 0,
    base: base ? { dockerfile: { reference: wholeName(base.reference), layers: below } } : {},
  };
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > mostBytes)
      throw new PlimsollError("dockerfile-invalid", `${path} is longer than ${mostBytes} bytes`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new PlimsollError("dockerfile-invalid", `${path} cannot be read (${code})`, {
      cause,
      hint: "Check the path of the Dockerfile.",
    });
  }
}
