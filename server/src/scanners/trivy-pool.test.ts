import { globSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trivy, writeDatabase } from "../../test/scanners/real-trivy-rig.ts";
import { loadConfig } from "../config.ts";
import { openOutbound } from "../outbound/outbound.ts";
import { openStoredSource } from "./builtin/stored-source.ts";
import { openTrivyPool } from "./trivy-pool.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-pool-"));
  await writeDatabase(join(folder, "database"), new Date("2026-11-24T06:00:00Z"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** The service's advisories from these places, and a pool of Trivys beside them. */
async function open(name: string, sources: string, command = join(folder, "no-such-command")) {
  const source = await openStoredSource(
    loadConfig({ PLIMSOLL_DATA: join(folder, name), PLIMSOLL_DB_SOURCES: sources }),
    pino({ level: "silent" }),
  );
  const pool = openTrivyPool({
    command,
    folder: join(folder, name, "trivy"),
    kept: source.trivyFolder,
    outbound: openOutbound({ loopback: true }),
  });
  return { source, pool };
}

describe("a Trivy that uses the database that Plimsoll keeps", () => {
  test.each(["database", "database/trivy.db"])("has that of %s", async (path) => {
    const { source, pool } = await open(`from-${path.replace("/", "-")}`, join(folder, path));
    expect(source.trivyFolder()).toBe(join(folder, "database"));
    // It ends at the command that is missing.
    await expect(pool("kept").describe(signal)).rejects.toMatchObject({
      code: "scanner-unreachable",
    });
    await source.close();
  });

  test("says so where there is none", async () => {
    const { source, pool } = await open("starter", "starter");
    expect(source.trivyFolder()).toBeNull();
    await expect(pool("kept").describe(signal)).rejects.toMatchObject({
      code: "scanner-not-ready",
      hint: expect.stringContaining("PLIMSOLL_DB_SOURCES"),
    });
    await source.close();
  });

  test("is another than the one that brings its own, and the same each time", async () => {
    const { source, pool } = await open("pool", "starter");
    expect(pool("kept")).toBe(pool("kept"));
    expect(pool("kept")).not.toBe(pool("own"));
    await source.close();
  });

  test.runIf(trivy !== undefined)("tells its date, as the real one does", async () => {
    const { source, pool } = await open("real", join(folder, "database"), trivy);
    const told = await pool("kept").describe(signal);
    expect(told.databaseDate).toBe("2026-11-24T06:00:00.000Z");
    await source.close();
  });
});

test("the one that Trivy keeps for itself is no link to Plimsoll's", async () => {
  const { source, pool } = await open("own", join(folder, "database"));
  await pool("own")
    .describe(signal)
    .catch(() => {});
  await pool("kept")
    .describe(signal)
    .catch(() => {});
  const links = globSync(join(folder, "own", "trivy", "*", "slot-0", "db"));
  expect(links.map((link) => readlinkSync(link))).toEqual([join(folder, "database")]);
  await source.close();
});
