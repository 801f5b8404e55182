import { workerData } from "node:worker_threads";
import fc from "fast-check";
import { targets } from "./targets.ts";

export type Order = {
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  readonly path: string | undefined;
  readonly ms: number;
  /** Counts the runs, for whoever watches. */
  readonly started: SharedArrayBuffer;
};

/** One target in a thread of its own, so that a hang can be told and ended, and memory bounded. */
const order = workerData as Order;
const property = targets.find((one) => one.name === order.name)?.property();
if (!property) throw new Error(`no target ${order.name}`);

const started = new Int32Array(order.started);
const run = property.run.bind(property);
property.run = (value: [unknown]) => {
  Atomics.add(started, 0, 1);
  return run(value);
};
const result = await fc.check(property, {
  seed: order.seed,
  numRuns: order.runs,
  interruptAfterTimeLimit: order.ms,
  ...(order.path === undefined ? {} : { path: order.path }),
});
if (result.failed) {
  const path = result.counterexamplePath ?? "";
  throw new Error(`${fc.defaultReportMessage(result)}\n--path ${path}`);
}
