import { PlimsollError } from "@plimsoll/engine/indexing";
import { type ScanResult, scanImage } from "@plimsoll/engine/matching";
import { compareResults } from "@plimsoll/engine/remedies";
import { Command } from "commander";
import {
  addSourceOptions,
  type DatabaseFlags,
  databaseHelp,
  openForScan,
  openStore,
} from "./databases.ts";
import { type DiffFormat, diffFormatNames, diffFormats } from "./diff/formats.ts";
import { resultFile } from "./gate/read-file.ts";
import { addImageOptions, type ImageFlags, imageHelp, withImageRequest } from "./image-options.ts";
import { type ImageRequest, readImages } from "./image-run.ts";
import { addOutputOptions, type OutputFlags, outputsOf, writeOutputs } from "./outputs.ts";

/** `plimsoll diff`. */
export function diffCommand(): Command {
  const command = new Command("diff").description(
    "Compare two images: what was added, what was fixed, and which packages changed.",
  );
  addOutputOptions(addImageOptions(command), diffFormatNames).argument(
    "<other>",
    "what to compare with it, mostly the newer one",
  );
  addSourceOptions(command).option("--skip-db-update", "use the database as it is");
  return command.addHelpText("after", help).action(diff);
}

async function diff(
  before: string,
  after: string,
  flags: ImageFlags & DatabaseFlags & OutputFlags<DiffFormat>,
): Promise<void> {
  await withImageRequest(before, flags, async (request) => {
    const outputs = outputsOf(flags, "table");
    if (request.platform === "all")
      throw new PlimsollError("reference-invalid", "two images are compared, not several", {
        hint: "Choose one platform with --platform.",
      });
    const scan = await scannerFor([before, after], flags, request);
    try {
      const results = {
        before: await resultOf(before, request, scan.of),
        after: await resultOf(after, request, scan.of),
      };
      const comparison = compareResults(results.before, results.after);
      await writeOutputs({ ...results, comparison }, outputs, diffFormats);
    } finally {
      scan.close();
    }
  });
}

type Scanner = { of(reference: string): Promise<ScanResult>; close(): void };

/** Advisories are opened only where an image is to be scanned. */
async function scannerFor(
  sides: readonly string[],
  flags: DatabaseFlags,
  request: ImageRequest,
): Promise<Scanner> {
  if (sides.every(isFile)) return { of: () => Promise.reject(new Error("a file")), close() {} };
  const store = await openStore(flags, request);
  const { database, close } = await openForScan(store, flags, request);
  const javaDatabase = await store.javaDatabase();
  return {
    async of(reference) {
      const read = await readImages(
        { ...request, javaDatabase },
        (image, options) => scanImage(image, { ...options, database }),
        reference,
      );
      return "images" in read ? only(read.images, reference, null) : read;
    },
    close,
  };
}

async function resultOf(
  side: string,
  { platform }: ImageRequest,
  scan: Scanner["of"],
): Promise<ScanResult> {
  if (!isFile(side)) return scan(side);
  const { readResult } = await import("@plimsoll/engine/policy");
  const wanted =
    platform && platform !== "all"
      ? [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/")
      : null;
  return only(readResult(await resultFile(side), side), side, wanted);
}

/** A result as `plimsoll scan --format json` writes it; an image is in no such file. */
function isFile(side: string): boolean {
  return /\.json$/i.test(side);
}

/** Throws `reference-invalid` where it is not one. */
function only(results: readonly ScanResult[], side: string, platform: string | null): ScanResult {
  const fitting =
    platform === null || results.length === 1
      ? results
      : results.filter(({ image }) => image.platform === platform);
  const [one, ...others] = fitting;
  if (one && others.length === 0) return one;
  const platforms = results.map(({ image }) => image.platform).join(", ");
  throw new PlimsollError(
    "reference-invalid",
    `${side} has ${fitting.length === 0 ? "no image for that platform" : "several images"}: ${platforms}`,
    { hint: "Choose one of them with --platform." },
  );
}

const help = `${imageHelp}
Either may be a result that plimsoll scan --format json wrote, a file that ends with .json: it is taken as
it is, with the advisories of its day.
${databaseHelp}

Findings are the same where a vulnerability is in the same package, whatever the package's version and place.
Formats: table for people, json with everything, markdown for a pull request. See docs/remedy.md.

Exit codes: 0 done, whatever differs; 2 wrong usage; 3 could not be completed, with the reason on
standard error. To fail a pipeline by what is new: plimsoll scan --new-since.

Examples:
  plimsoll diff localhost:5000/web:1.3 localhost:5000/web:1.4
  plimsoll diff released.json oci:build/layout --format markdown --output changes.md
  plimsoll diff before.json after.json --format json`;
