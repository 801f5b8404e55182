import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../config.ts";
import { openStoredSource } from "./stored-source.ts";

let folder: string;
let registry: RunningRegistry;
const asked: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-source-"));
  registry = await serveImages(
    {},
    {
      intercept: (request, response) => {
        asked.push(request.url ?? "");
        response.writeHead(429, { "retry-after": "1800" }).end();
        return true;
      },
    },
  );
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const open = (name: string, env: Record<string, string>) =>
  openStoredSource(
    loadConfig({ PLIMSOLL_DATA: join(folder, name), ...env }),
    pino({ level: "silent" }),
  );
const record = (id: string, fixed: string) => ({
  id,
  modified: "2026-05-06T00:00:00Z",
  affected: [
    {
      package: { ecosystem: "npm", name: "left-pad" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }],
    },
  ],
});

describe("the service's advisories", () => {
  test("are those that come with it while a registry refuses, which the state says and does not ask twice by itself", async () => {
    const source = await open("refused", {
      PLIMSOLL_DB_SOURCES: `${new URL(registry.address).host}/trivy-db:2`,
    });
    expect(await source.refresh(never)).toEqual({ changed: false });
    expect(source.current().covers("npm")).toBe(true);
    expect(source.state()).toMatchObject({
      source: "starter",
      updatedAt: null,
      failures: [{ code: "rate-limited", message: expect.stringContaining("trivy-db") }],
    });
    const before = asked.length;
    expect(before).toBeGreaterThan(0);
    await source.refresh(never);
    expect(asked).toHaveLength(before);
    // A person who asks is not told to wait.
    await source.refresh(never, { force: true });
    expect(asked.length).toBeGreaterThan(before);
    await source.close();
  });

  test("offline ask nobody", async () => {
    const before = asked.length;
    const source = await open("offline", {
      PLIMSOLL_DB_SOURCES: `${new URL(registry.address).host}/trivy-db:2`,
      PLIMSOLL_OFFLINE: "1",
    });
    await source.refresh(never);
    expect(asked).toHaveLength(before);
    await source.close();
  });

  test("change when one's own change, and the ones before can still be asked", async () => {
    const file = join(folder, "own.json");
    await writeFile(file, JSON.stringify(record("OWN-1", "1.3.1")));
    const source = await open("own", { PLIMSOLL_DB_SOURCES: "starter", PLIMSOLL_ADVISORIES: file });
    const before = source.current();
    const ids = (database: typeof before) => database.lookup("npm", "left-pad").map(({ id }) => id);
    expect(ids(before)).toContain("OWN-1");
    expect(await source.refresh(never)).toEqual({ changed: false });
    const unchanged = source.current();
    await writeFile(file, JSON.stringify([record("OWN-1", "1.3.1"), record("OWN-2", "1.4.0")]));
    expect(await source.refresh(never)).toEqual({ changed: true });
    expect(ids(source.current())).toEqual(expect.arrayContaining(["OWN-1", "OWN-2"]));
    expect(ids(unchanged)).toContain("OWN-1");
    await source.close();
  });

  test("of one's own that are wrong are said with the file and the field", async () => {
    const file = join(folder, "wrong.json");
    await writeFile(file, JSON.stringify({ ...record("OWN-1", "1"), id: "" }));
    await expect(
      open("wrong", { PLIMSOLL_DB_SOURCES: "starter", PLIMSOLL_ADVISORIES: file }),
    ).rejects.toMatchObject({
      code: "advisory-invalid",
      message: expect.stringMatching(/wrong\.json: id/),
    });
  });
});
