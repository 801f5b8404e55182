import { Gauge, Histogram, Registry } from "prom-client";
import type { Db } from "../database/open.ts";
import { type Reading, readings } from "./readings.ts";

/** What the service tells a Prometheus: https://prometheus.io/docs/practices/naming/ */
export type Metrics = {
  /** Of a request that was answered. `route` is its pattern: never what somebody typed. */
  observeRequest(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** In Prometheus' text format, and its content type. */
  read(): Promise<{ readonly type: string; readonly text: string }>;
};

/** Milliseconds for which what was read of the database is told again: several may scrape. */
const keptFor = 5000;

/**
 * What concerns the whole service is read from the database, so that every process on it tells the same: take the
 * maximum over processes, not the sum. Requests are counted by each process for itself.
 */
export function createMetrics(db: Db, version: string): Metrics {
  // Of its own: libraries that count into the global one do not show here, nor do other services of this process.
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    ...{ name: "plimsoll_build_info", help: "1, with the version.", registers },
    labelNames: ["version"],
  }).set({ version }, 1);
  const requests = new Histogram({
    name: "plimsoll_http_request_duration_seconds",
    help: "Requests that this process answered, by their route's pattern.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10],
    registers,
  });
  const gauges = readings.map((reading) => ({
    reading,
    gauge: new Gauge({
      ...{ name: reading.name, help: reading.help, labelNames: [...reading.labels] },
      registers,
    }),
  }));
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  const refresh = async () => {
    for (const { reading, gauge } of gauges) await fill(db, reading, gauge);
    readAt = performance.now();
  };
  return {
    observeRequest: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    read: async () => {
      if (performance.now() - readAt > keptFor) {
        reading ??= refresh().finally(() => {
          reading = null;
        });
        await reading;
      }
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

async function fill(db: Db, reading: Reading, gauge: Gauge): Promise<void> {
  const rows = await reading.read(db);
  gauge.reset();
  for (const { value, ...labels } of rows) gauge.set(labels, value);
}
