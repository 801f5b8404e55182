import type { OperatingSystem, Package } from "@plimsoll/engine";
import { PlimsollError } from "@plimsoll/engine/indexing";
import { matchPackage, scanImage } from "@plimsoll/engine/matching";
import { planRemedy } from "@plimsoll/engine/remedies";
import { Command } from "commander";
import {
  addSourceOptions,
  type DatabaseFlags,
  databaseHelp,
  openForScan,
  openStore,
} from "./databases.ts";
import type { Fix } from "./fix/fix.ts";
import { type FixFormat, fixFormatNames, fixFormats } from "./fix/formats.ts";
import { cleanerTags, newerBases } from "./fix/newer-images.ts";
import {
  addExceptionsOption,
  type ExceptionFlags,
  openExceptions,
} from "./gate/exceptions-option.ts";
import { addImageOptions, type ImageFlags, imageHelp, withImageRequest } from "./image-options.ts";
import { readImages } from "./image-run.ts";
import {
  addOriginOptions,
  type OriginFlags,
  openOrigins,
  originHelp,
} from "./origin/origin-options.ts";
import { addOutputOptions, type OutputFlags, outputsOf, writeOutputs } from "./outputs.ts";
import { addVexOption, openVex, type VexFlags, vexHelp } from "./vex-option.ts";

type FixFlags = ImageFlags &
  DatabaseFlags &
  OutputFlags<FixFormat> &
  OriginFlags &
  VexFlags &
  ExceptionFlags & {
    /** False after `--no-newer-bases`. */
    readonly newerBases: boolean;
    readonly newerTags?: true;
  };

/** `plimsoll fix`. */
export function fixCommand(): Command {
  const command = new Command("fix").description(
    "Say what to do about an image: which steps clear what, and what stays.",
  );
  addOutputOptions(addImageOptions(command), fixFormatNames);
  addSourceOptions(command).option("--skip-db-update", "use the database as it is");
  addExceptionsOption(addVexOption(addOriginOptions(command)))
    .option("--no-newer-bases", "ask no registry for newer images of the base")
    .option("--newer-tags", "look for newer tags of the image itself that have less");
  return command.addHelpText("after", help).action(fix);
}

async function fix(reference: string, flags: FixFlags): Promise<void> {
  await withImageRequest(reference, flags, async (request) => {
    const outputs = outputsOf(flags, "table");
    if (request.platform === "all")
      throw usage("a plan is for one image, not several", "Choose one with --platform.");
    if (flags.dockerfile === undefined && outputs.some(({ format }) => format === "patch"))
      throw usage("patch changes a Dockerfile, and there is none", "Add --dockerfile Dockerfile.");
    const origins = await openOrigins(flags, request);
    const exceptions = await openExceptions(flags, request);
    const vex = await openVex({ vex: [...(flags.vex ?? []), ...exceptions.vex] }, request);
    const store = await openStore(flags, request);
    const { database, close } = await openForScan(store, flags, request);
    const javaDatabase = await store.javaDatabase();
    const read = await readImages(
      { ...request, javaDatabase },
      async (image, options, place): Promise<Fix> => {
        const origin = await origins.of(image, place);
        const scanned = await scanImage(image, { ...options, ...origin, database });
        const result = exceptions.apply(await vex.apply(scanned, place));
        const { base, os, endOfLife, findings, packages } = result;
        const bases =
          base && flags.newerBases ? await newerBases(base, image, { request, options }) : [];
        const plan = planRemedy({
          ...{ os, endOfLife, packages, findings, base, bases, now: new Date() },
          dockerfile: origins.dockerfile && factsOf(origins.dockerfile),
          match: (some, within) => some.flatMap((one) => findingsOf(one, within)),
        });
        const cleaner = flags.newerTags
          ? await cleanerTags(image, result, place.source, request, (other) =>
              scanImage(other, { ...options, database }),
            )
          : [];
        return { result, plan, bases, cleaner, dockerfile: origins.dockerfile };

        function findingsOf(one: Package, within: OperatingSystem | null) {
          return matchPackage(one, within, database).findings.map((finding) => ({
            ...finding,
            layer: one.layer,
          }));
        }
      },
    ).finally(close);
    if ("images" in read) throw usage("a plan is for one image, not several", "");
    await writeOutputs(read, outputs, fixFormats);
  });
}

function factsOf({ base, upgradeAfter, runs }: NonNullable<Fix["dockerfile"]>) {
  return { from: base && { line: base.number, text: base.text }, upgradeAfter, runs };
}

function usage(message: string, hint: string): PlimsollError {
  return new PlimsollError("reference-invalid", message, { hint });
}

const help = `${imageHelp}
${databaseHelp}
${vexHelp}
${originHelp}

What the plan promises is matched again with the changes made. Newer images of the base are looked for in
its registry: what its tag stands for now, and newer tags of the same kind, three at the most. Where that
cannot be asked, it is said and the plan is made without.

Formats: table for people, json with everything, markdown for a pull request, patch as a diff of the
Dockerfile (git apply, or patch -p0), trivy for copa patch (packages of the system with a fix). See docs/remedy.md.

Exit codes: 0 done, whatever was found; 2 wrong usage; 3 could not be completed, with the reason on
standard error.

Examples:
  plimsoll fix registry.example.com/shop/web:1.4
  plimsoll fix localhost:5000/web:1.4 --dockerfile Dockerfile --format patch | git apply -p0
  plimsoll fix localhost:5000/web:1.4 --dockerfile Dockerfile --format markdown --output fix.md
  plimsoll fix localhost:5000/web:1.4 --base debian:12-slim --newer-tags
  plimsoll fix oci:build/layout --no-newer-bases --format json`;
