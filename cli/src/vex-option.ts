import type { ScanResult } from "@plimsoll/engine";
import type { Command } from "commander";
import type { ImageRequest, Place } from "./image-run.ts";

export type VexFlags = { readonly vex?: readonly string[] };

/** Stands for the documents that lie beside the image in its registry; a file of that name is `./oci`. */
const attached = "oci";

export function addVexOption(command: Command): Command {
  return command.option(
    "--vex <path>",
    "leave out what these documents say does not count: a file, a folder, or oci for those beside the image in its registry; may be given several times",
    (path: string, others: readonly string[] = []) => [...others, path],
  );
}

export type Vex = {
  /** The result as the documents judge it. Throws `PlimsollError`. */
  apply(result: ScanResult, place: Place): Promise<ScanResult>;
  /** Warns of documents that none of the images had anything to do with. */
  warnOfUnmatched(): void;
};

const noVex: Vex = { apply: async (result) => result, warnOfUnmatched() {} };

/** Reads what is given as files before any image is read. Throws `PlimsollError`. */
export async function openVex(
  { vex = [] }: VexFlags,
  { log, signal }: Pick<ImageRequest, "log" | "signal">,
): Promise<Vex> {
  if (vex.length === 0) return noVex;
  // Its readers take longer to load than most scans have.
  const { applyVex, readAttachedVex, readVex } = await import("@plimsoll/engine/vex");
  const given = await readVex(vex.filter((path) => path !== attached));
  const matched = new Set<string>();
  const names = new Set(given.map(({ name }) => name));
  return {
    async apply(result, { source, digests }) {
      const beside = vex.includes(attached)
        ? await readAttachedVex(source, digests, { log, signal })
        : [];
      if (vex.includes(attached) && beside.length === 0)
        log("warn", `no VEX document is attached to ${result.image.reference}`);
      for (const { name } of beside) names.add(name);
      const applied = applyVex(result, [...given, ...beside], digests);
      for (const name of applied.matched) matched.add(name);
      return applied.result;
    },
    warnOfUnmatched() {
      for (const name of names)
        if (!matched.has(name)) log("warn", `${name} says nothing about what was found`);
    },
  };
}

export const vexHelp = `
Documents for --vex are OpenVEX, CycloneDX or CSAF 2.0, as JSON. What they say is not affected or
fixed stays in the result, apart and with the reason. The signatures of attached ones are not
verified: use oci only where those who may push are trusted.`;
