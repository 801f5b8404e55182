/**
 * What it costs to say how everything stands: a fresh PostgreSQL with made images, each of a name of its own, so that all
 * of them are newest tags; vulnerabilities counted anew, and each page of the console asked for:
 * `npm run bench -- overview --images N`.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { OpenDatabase } from "@plimsoll/server/parts";
import { type Made, nameEach, row, signIn, withMadeService } from "./made-service.ts";

/** Each page is asked for so often; the middle one counts. */
const times = 7;

export function measureOverview(images: number): Promise<void> {
  return withMadeService(images, nameEach, measurePages);
}

async function measurePages({ url, pool }: Made): Promise<void> {
  const counted = await counting(pool);
  row("vulnerabilities counted", `${(counted.took / 1000).toFixed(1)} s`);
  const again = await counting(pool, counted.at);
  row("counted again, little changed", `${(again.took / 1000).toFixed(1)} s`);
  const { rows } = await pool.query<{ id: string; images: number; most: boolean }>(
    `(select id, images, true as most from vulnerability order by images desc limit 1)
     union all (select id, images, false from vulnerability order by images, id limit 1)`,
  );
  const get = await signIn(url);
  const pages: [string, string][] = [
    ["overview", "/overview"],
    ["vulnerabilities, worst first", "/vulnerabilities?limit=100"],
    ["vulnerabilities, most images first", "/vulnerabilities?limit=100&sort=images"],
    ["vulnerabilities with a word", "/vulnerabilities?limit=100&q=made-12"],
    ["scans", "/scans?limit=100"],
    ["schedules, of one over all", "/schedules"],
    ...rows.flatMap(({ id, images, most }): [string, string][] => [
      [`the ${most ? "most" : "least"} frequent one (${images} images)`, `/vulnerabilities/${id}`],
      ["where it is", `/vulnerabilities/${id}/images?limit=100`],
    ]),
  ];
  await get("POST", "/schedules", {
    ...{ name: "all", cron: "0 3 * * *", timeZone: "UTC", scope: { notScannedDays: 7 } },
    ...{ scannerId: null, enabled: true, concurrency: 4, windowHours: null },
  });
  for (const [name, path] of pages) {
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const began = performance.now();
      await get("GET", path);
      took.push(performance.now() - began);
    }
    took.sort((a, b) => a - b);
    row(name, `${(took[Math.floor(times / 2)] ?? 0).toFixed(0)} ms`);
  }
}

/** What the service says of its last count, once there is one after `since`. */
async function counting(
  pool: OpenDatabase["pool"],
  since = 0,
): Promise<{ readonly at: number; readonly took: number }> {
  if (since > 0)
    await pool.query(
      "update scan set finished_at = now() where id = (select id from scan limit 1)",
    );
  for (;;) {
    const { rows } = await pool.query<{ value: { at: number; took: number } }>(
      "select value from setting where name = 'vulnerabilities-counted'",
    );
    const value = rows[0]?.value;
    if (value && value.at > since) return value;
    await delay(200);
  }
}
