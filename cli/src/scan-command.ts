import { scanImage } from "@plimsoll/engine/matching";
import { Command } from "commander";
import {
  addSourceOptions,
  type DatabaseFlags,
  databaseHelp,
  openForScan,
  openStore,
} from "./databases.ts";
import { addImageOptions, type ImageFlags, imageHelp, withImageRequest } from "./image-options.ts";
import { readImages } from "./image-run.ts";
import { addOutputOptions, type OutputFlags, outputsOf, writeOutputs } from "./outputs.ts";
import { type ScanFormat, scanFormatNames, scanFormats } from "./report/formats.ts";
import { indexResult } from "./report/index-result.ts";
import { refuseSeveral } from "./report/several.ts";
import { addVexOption, openVex, type VexFlags, vexHelp } from "./vex-option.ts";

/** `plimsoll scan`. */
export function scanCommand(): Command {
  const command = new Command("scan").description(
    "Scan an image: what is installed, and what is known to be wrong with it.",
  );
  addOutputOptions(addImageOptions(command), scanFormatNames);
  addSourceOptions(command).option("--skip-db-update", "use the database as it is");
  addVexOption(command);
  return command.addHelpText("after", help).action(scan);
}

async function scan(
  reference: string,
  flags: ImageFlags & DatabaseFlags & OutputFlags<ScanFormat> & VexFlags,
): Promise<void> {
  await withImageRequest(reference, flags, async (request) => {
    const outputs = outputsOf(flags, "table");
    await refuseSeveral(request.platform, outputs);
    const vex = await openVex(flags, request);
    const store = await openStore(flags, request);
    const { database, close } = await openForScan(store, flags, request);
    const javaDatabase = await store.javaDatabase();
    const read = await readImages({ ...request, javaDatabase }, async (image, options, place) =>
      vex.apply(await scanImage(image, { ...options, database }), place),
    ).finally(close);
    vex.warnOfUnmatched();
    const report = "images" in read ? indexResult(read.index, read.images) : read;
    await writeOutputs(report, outputs, scanFormats);
  });
}

const help = `${imageHelp}
${databaseHelp}
${vexHelp}

Formats: table for people, json with everything (docs/scan-result.schema.json), trivy for what reads
Trivy's JSON, sarif for code scanning, cyclonedx and spdx as bills of materials (cyclonedx with what
was found), gitlab for container scanning, csv for spreadsheets, html to send around. See docs/reports.md.

Colours are left out when NO_COLOR is set. Exit codes: 0 done, whatever was found; 2 wrong
usage; 3 could not be completed, with the reason on standard error.

Examples:
  plimsoll scan alpine:3.20
  plimsoll scan registry.example.com/shop/web@sha256:… --format json --output web.json
  plimsoll scan localhost:5000/web:1.4 --format table --format cyclonedx=bom.json
  plimsoll scan localhost:5000/web:1.4 --format table --format sarif=web.sarif --format html=web.html
  plimsoll scan localhost:5000/web:1.4 --vex web.vex.json --vex oci
  plimsoll scan localhost:5000/web:1.4 --platform linux/arm64
  plimsoll scan oci:build/layout --platform all
  docker save web:1.4 | gzip | plimsoll scan -
  plimsoll scan dir:/mnt/rootfs
  plimsoll scan nginx:1.27 --mirror docker.io=mirror.example.com/hub
  echo "$PASSWORD" | plimsoll scan registry.example.com/web:1.4 --username ci --password-stdin`;
