import { keepsJavaDatabase, readInventory } from "@plimsoll/engine/indexing";
import { Command } from "commander";
import { storeFolder } from "./cache-folder.ts";
import { addImageOptions, type ImageFlags, imageHelp, withImageRequest } from "./image-options.ts";
import { type ImageRequest, readImages } from "./image-run.ts";
import { addOutputOptions, type OutputFlags, outputsOf, writeOutputs } from "./outputs.ts";
import { type InventoryFormat, inventoryFormatNames, inventoryFormats } from "./report/formats.ts";
import type { InventoryReport } from "./report/report.ts";
import { refuseSeveral } from "./report/several.ts";

/** `plimsoll inventory`. */
export function inventoryCommand(): Command {
  const command = new Command("inventory").description(
    "List what is installed in an image: a table, or a bill of materials (CycloneDX 1.6, SPDX 2.3).",
  );
  addOutputOptions(addImageOptions(command), inventoryFormatNames);
  return command.addHelpText("after", help).action(list);
}

async function list(
  reference: string,
  flags: ImageFlags & OutputFlags<InventoryFormat>,
): Promise<void> {
  await withImageRequest(reference, flags, async (request) => {
    const outputs = outputsOf(flags, "table");
    await refuseSeveral(request.platform, outputs);
    const javaDatabase = await javaDatabaseFor(flags, request);
    const read = await readImages({ ...request, javaDatabase }, readInventory);
    const report: InventoryReport = "images" in read ? { schemaVersion: 1, ...read } : read;
    await writeOutputs(report, outputs, inventoryFormats);
  });
}

/** The store takes half as long to load as all else: only where it has or shall have something. */
async function javaDatabaseFor(flags: ImageFlags, request: ImageRequest): Promise<string | null> {
  const named = flags.javaDb || process.env.PLIMSOLL_JAVA_DB;
  if (!named && !(await keepsJavaDatabase(storeFolder(flags.dbDir)))) return null;
  const { findJavaDatabase } = await import("./databases.ts");
  return findJavaDatabase(flags, request);
}

const help = `${imageHelp}

Bills of materials are the same each time but for their date, which SOURCE_DATE_EPOCH sets.
Exit codes: 0 done; 2 wrong usage; 3 could not be completed, with the reason on standard error.

Examples:
  plimsoll inventory alpine:3.20
  plimsoll inventory registry.example.com/web:1.4 --format cyclonedx --output bom.json
  plimsoll sbom docker-archive:all.tar:web:1.4 --format table --format spdx=web.spdx.json
  docker save web:1.4 | gzip | plimsoll inventory - --format json`;
