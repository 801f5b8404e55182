/**
 * Builds images from the package registries, serves them from a registry on loopback and lists what is in them with
 * Plimsoll and with the Trivy on this machine, in turn, whole processes: `npm run bench -- IMAGE… --runs N`. Or
 * scans them when their layers are known, on one database: `npm run bench -- matching IMAGE…`; or compares what both find:
 * `npm run bench -- parity [--db FOLDER] IMAGE…`. Or measures the service when advisories change:
 * `npm run bench -- rematch --images N`, or when policies judge and a cluster asks: `npm run bench -- admission --images N`.
 * Or measures how it says where everything stands: `npm run bench -- overview --images N`.
 * Or opens the console on as many in a browser: `npm run bench -- console --images N`.
 * Or takes plans at their word on images of old packages:
 * `npm run bench -- remedy`.
 */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startDockerRegistry } from "@plimsoll/testkit";
import { measureAdmission } from "./admission.ts";
import { type BuiltImage, buildImage, pushImage } from "./build.ts";
import { measureConsole } from "./console.ts";
import { measureMatching, writeDatabase } from "./matching.ts";
import { type Cost, measure, median } from "./measure.ts";
import { measureOverview } from "./overview.ts";
import { compareFindings, openParity, parityHeads } from "./parity.ts";
import { type ImageRecipe, images, missing } from "./recipes.ts";
import { measureRematch } from "./rematch.ts";
import { proveRemedies, remedyHeads } from "./remedy.ts";
import { rootFilesystems } from "./root-filesystems.ts";
import { emptyTrivyCache, trivyCommand, trivyPath } from "./trivy.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "3" },
    images: { type: "string", default: "100000" },
    db: { type: "string" },
  },
});
const runs = Number(values.runs);
const folder = process.env.PLIMSOLL_BENCH_DIR ?? join(tmpdir(), "plimsoll-bench");
const plimsoll = fileURLToPath(new URL("../../cli/bin/plimsoll.mjs", import.meta.url));
const floor = fileURLToPath(new URL("./floor.ts", import.meta.url));
const modes = ["admission", "console", "matching", "overview", "parity", "rematch", "remedy"];
const names = positionals.filter((name) => !modes.includes(name));
const chosen = images.filter(({ name }) => names.length === 0 || names.includes(name));

if (positionals[0] === "rematch") {
  await measureRematch(Number(values.images));
  process.exit();
}

if (positionals[0] === "admission") {
  await measureAdmission(Number(values.images));
  process.exit();
}

if (positionals[0] === "console") {
  await measureConsole(Number(values.images));
  process.exit();
}

if (positionals[0] === "overview") {
  await measureOverview(Number(values.images));
  process.exit();
}

if (positionals[0] === "remedy") {
  print(...remedyHeads);
  proveRemedies(folder, print);
  process.exit();
}

const registry = await startDockerRegistry();
try {
  if (positionals[0] === "matching") await benchmarkMatching();
  else if (positionals[0] === "parity") await compareWithTrivy();
  else await benchmarkReading();
} finally {
  await registry.close();
}

async function compareWithTrivy(): Promise<void> {
  const parity = await openParity(folder, values.db);
  print(...parityHeads);
  const made = chosen.filter((recipe) => missing(recipe).length === 0);
  const published = rootFilesystems(folder).filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  for (const one of [...made, ...published]) {
    const image = "compression" in one ? await buildImage(one, folder) : one;
    const reference = await pushImage(image, registry.host);
    const { row, differences } = await compareFindings(parity, one.name, reference);
    print(...row);
    for (const difference of differences) process.stdout.write(`  ${difference}\n`);
  }
  parity.database.close();
}

async function benchmarkMatching(): Promise<void> {
  const database = join(folder, "matching-db");
  await writeDatabase(database);
  print(
    "image",
    "packages",
    "findings",
    "packages/s cold",
    "warm",
    "Plimsoll",
    "Trivy",
    "wall/Trivy",
  );
  for (const recipe of chosen) {
    if (missing(recipe).length > 0) continue;
    const reference = await pushImage(await buildImage(recipe, folder), registry.host);
    const cache = join(folder, "matching-cache");
    const cost = await measureMatching(reference, { database, cache, trivy: trivyPath, runs });
    print(
      recipe.name,
      String(cost.packages),
      String(cost.findings),
      cost.cold.toFixed(0),
      cost.warm.toFixed(0),
      show(cost.ours),
      show(cost.theirs ?? undefined),
      ratio(cost.ours.wall, cost.theirs?.wall),
    );
  }
}

async function benchmarkReading(): Promise<void> {
  print(
    "image",
    "MB stored/unpacked",
    "Plimsoll cold",
    "warm",
    "Trivy cold",
    "warm",
    "floor",
    "cold/Trivy",
    "memory/Trivy",
    "cold/floor",
  );
  for (const recipe of chosen) await benchmark(recipe);
}

async function benchmark(recipe: ImageRecipe): Promise<void> {
  const lacking = missing(recipe);
  if (lacking.length > 0) {
    process.stderr.write(`${recipe.name}: left out, there is no ${lacking.join(" and no ")}\n`);
    return;
  }
  const image = await buildImage(recipe, folder);
  const reference = await pushImage(image, registry.host);
  const cache = join(folder, "cache");
  const ours = [
    process.execPath,
    plimsoll,
    "inventory",
    `http://${reference}`,
    "--format",
    "cyclonedx",
    "--cache-dir",
    cache,
  ];
  const theirs = trivyPath === undefined ? undefined : trivyCommand(trivyPath, reference, cache);
  // In turn, so that both see the same machine.
  const costs = Array.from({ length: runs }, () => {
    rmSync(cache, { recursive: true, force: true });
    const our = { cold: measure(ours), warm: measure(ours) };
    emptyTrivyCache(cache);
    const their = theirs && { cold: measure(theirs), warm: measure(theirs) };
    return {
      our,
      their,
      floor: measure([
        process.execPath,
        floor,
        registry.host,
        `bench/${recipe.name}`,
        recipe.compression,
        ...image.layers.map(({ digest }) => digest),
      ]),
    };
  });
  report(image, {
    cold: median(costs.map(({ our }) => our.cold)),
    warm: median(costs.map(({ our }) => our.warm)),
    floor: median(costs.map((cost) => cost.floor)),
    ...(theirs && {
      theirCold: median(costs.flatMap(({ their }) => their?.cold ?? [])),
      theirWarm: median(costs.flatMap(({ their }) => their?.warm ?? [])),
    }),
  });
}

type Medians = { cold: Cost; warm: Cost; floor: Cost; theirCold?: Cost; theirWarm?: Cost };

function report(
  image: BuiltImage,
  { cold, warm, floor: least, theirCold, theirWarm }: Medians,
): void {
  const sum = (key: "size" | "unpacked") =>
    Math.round(image.layers.reduce((total, layer) => total + layer[key], 0) / 2 ** 20);
  print(
    image.name,
    `${sum("size")}/${sum("unpacked")}`,
    show(cold),
    show(warm),
    show(theirCold),
    show(theirWarm),
    show(least),
    ratio(cold.wall, theirCold?.wall),
    ratio(cold.memory, theirCold?.memory),
    ratio(cold.wall, least.wall),
  );
}

/** Seconds of wall / seconds of CPU / megabytes at the peak. */
function show(cost: Cost | undefined): string {
  return cost === undefined
    ? "-"
    : `${cost.wall.toFixed(2)}/${cost.cpu.toFixed(2)}/${Math.round(cost.memory)}`;
}

function ratio(ours: number, other: number | undefined): string {
  return other === undefined ? "-" : (ours / other).toFixed(2);
}

function print(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
