import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { targets } from "./targets.ts";
import type { Order } from "./watched.ts";

/**
 * Gives every reader what nobody should write, for a time, and ends with 1 after the first fault, hang or want of memory, saying
 * what repeats it. `node engine/fuzz/main.ts [--seconds N] [--runs N] [--seed N] [--path P] [TARGET…]`
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    runs: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    path: { type: "string" },
  },
});

/** One run takes milliseconds; this long is a hang. */
const hangMs = 30_000;
/** Of JavaScript's objects; a reader of these inputs needs a tenth of it. */
const memoryMb = 400;

const names = targets.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No target ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}
const chosen = positionals.length > 0 ? positionals : names;
const seed = Number(values.seed);
const ms = (Number(values.seconds) * 1000) / chosen.length;
console.log(`seed ${seed}, ${chosen.length} targets, ${(ms / 1000).toFixed(1)} s each`);

for (const name of chosen) {
  const fault = await runTarget(name);
  if (fault === null) continue;
  console.error(`${name}: ${fault}\nAgain: node engine/fuzz/main.ts --seed ${seed} ${name}`);
  process.exit(1);
}

/** What went wrong; null when nothing did. */
function runTarget(name: string): Promise<string | null> {
  const started = new SharedArrayBuffer(4);
  const counter = new Int32Array(started);
  const order: Order = { name, seed, runs: Number(values.runs), path: values.path, ms, started };
  const begin = performance.now();
  const worker = new Worker(new URL("./watched.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  return new Promise((resolve) => {
    let before = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(counter, 0);
      if (now === before) end(`run ${now - 1} does not come to an end (--path ${now - 1})`);
      before = now;
    }, hangMs);
    const end = (fault: string | null) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(fault);
    };
    worker.once("error", (error) => end(error instanceof Error ? error.message : String(error)));
    worker.once("exit", () => {
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      const runs = Atomics.load(counter, 0);
      console.log(`${name.padEnd(16)}${String(runs).padStart(9)} runs ${seconds.padStart(6)} s`);
      end(null);
    });
  });
}
