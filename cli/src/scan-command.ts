import { scanImage } from "@plimsoll/engine/matching";
import { Command } from "commander";
import {
  addSourceOptions,
  type DatabaseFlags,
  databaseHelp,
  openForScan,
  openStore,
} from "./databases.ts";
import {
  addExceptionsOption,
  type ExceptionFlags,
  openExceptions,
} from "./gate/exceptions-option.ts";
import { addGateOptions, type Gate, type GateFlags, gateHelp, openGate } from "./gate/gate.ts";
import type { PlimsollServer } from "./gate/server.ts";
import { addImageOptions, type ImageFlags, imageHelp, withImageRequest } from "./image-options.ts";
import { type ImageRequest, readImages, resolveDigest } from "./image-run.ts";
import {
  addOriginOptions,
  type OriginFlags,
  openOrigins,
  originHelp,
} from "./origin/origin-options.ts";
import { addOutputOptions, type OutputFlags, outputsOf, writeOutputs } from "./outputs.ts";
import { type ScanFormat, scanFormatNames, scanFormats } from "./report/formats.ts";
import { indexResult } from "./report/index-result.ts";
import { imagesOf, type Report } from "./report/report.ts";
import { refuseSeveral } from "./report/several.ts";
import { addVexOption, openVex, type VexFlags, vexHelp } from "./vex-option.ts";

/** `plimsoll scan`. */
export function scanCommand(): Command {
  const command = new Command("scan").description(
    "Scan an image: what is installed, and what is known to be wrong with it.",
  );
  addOutputOptions(addImageOptions(command), scanFormatNames);
  addSourceOptions(command).option("--skip-db-update", "use the database as it is");
  addVexOption(addOriginOptions(command));
  addGateOptions(addExceptionsOption(command));
  return command.addHelpText("after", help).action(scan);
}

async function scan(
  reference: string,
  flags: ImageFlags &
    DatabaseFlags &
    OutputFlags<ScanFormat> &
    OriginFlags &
    VexFlags &
    ExceptionFlags &
    GateFlags,
): Promise<void> {
  await withImageRequest(reference, flags, async (request) => {
    const outputs = outputsOf(flags, "table");
    await refuseSeveral(request.platform, outputs);
    const origins = await openOrigins(flags, request);
    const gate = await openGate(flags, request);
    const exceptions = await openExceptions(flags, request);
    const vex = await openVex({ vex: [...(flags.vex ?? []), ...exceptions.vex] }, request);
    const report = await gate.attempt(async () => {
      if (gate.server) return scanThere(gate, gate.server, request);
      const store = await openStore(flags, request);
      const { database, close } = await openForScan(store, flags, request);
      const javaDatabase = await store.javaDatabase();
      const readWith = { ...request, javaDatabase };
      const read = await (async () => {
        await gate.before((other) =>
          readImages(
            readWith,
            (image, options) => scanImage(image, { ...options, database }),
            other,
          ),
        );
        return readImages(readWith, async (image, options, place) => {
          const origin = await origins.of(image, place);
          const result = await scanImage(image, { ...options, ...origin, database });
          return gate.judge(exceptions.apply(await vex.apply(result, place)));
        });
      })().finally(close);
      return "images" in read ? indexResult(read.index, read.images) : read;
    });
    if (report === null) return;
    vex.warnOfUnmatched();
    exceptions.warnOfIdle();
    gate.close(imagesOf(report));
    await writeOutputs(report, outputs, scanFormats);
  });
}

/** The image by its digest: a tag may stand for something else there than here. */
async function scanThere(
  gate: Gate,
  server: PlimsollServer,
  request: ImageRequest,
): Promise<Report> {
  const { repository, digest } = await resolveDigest(request);
  const results = (await server.scan(`${repository}@${digest}`)).map(gate.judge);
  const [only, ...others] = results;
  if (only && others.length === 0) return only;
  return indexResult({ reference: request.reference, digest }, results);
}

const help = `${imageHelp}
${databaseHelp}
${vexHelp}
${originHelp}
${gateHelp}

Formats: table for people, json with everything (docs/scan-result.schema.json), trivy for what reads
Trivy's JSON, sarif for code scanning, cyclonedx and spdx as bills of materials (cyclonedx with what
was found), gitlab for container scanning, junit for what shows tests, github for annotations of a
workflow, csv for spreadsheets, html to send around. See docs/reports.md.

Colours are left out when NO_COLOR is set. Exit codes: 0 done, and let through where --fail-on or --policy
was given; 1 a policy failed; 2 wrong usage; 3 could not be completed or judged, with the reason on standard
error (0 with --on-error pass).

Examples:
  plimsoll scan alpine:3.20
  plimsoll scan registry.example.com/shop/web@sha256:… --format json --output web.json
  plimsoll scan localhost:5000/web:1.4 --format table --format cyclonedx=bom.json
  plimsoll scan localhost:5000/web:1.4 --format table --format sarif=web.sarif --format html=web.html
  plimsoll scan localhost:5000/web:1.4 --vex web.vex.json --vex oci
  plimsoll scan localhost:5000/web:1.4 --dockerfile Dockerfile
  plimsoll scan localhost:5000/web:1.4 --fail-on high --only-fixable --exceptions .trivyignore
  plimsoll scan localhost:5000/web:1.4 --policy policy.yaml --new-since localhost:5000/web:1.3
  PLIMSOLL_TOKEN=… plimsoll scan registry.example.com/web:1.4 --server https://plimsoll.example.com
  plimsoll scan localhost:5000/web:1.4 --platform linux/arm64
  plimsoll scan oci:build/layout --platform all
  docker save web:1.4 | gzip | plimsoll scan -
  plimsoll scan dir:/mnt/rootfs
  plimsoll scan nginx:1.27 --mirror docker.io=mirror.example.com/hub
  echo "$PASSWORD" | plimsoll scan registry.example.com/web:1.4 --username ci --password-stdin`;
