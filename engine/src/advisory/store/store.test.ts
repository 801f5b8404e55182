import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { describe, expect, it } from "vitest";
import { pushDatabase } from "../../../test/database-registry.ts";
import { untilTestEnds } from "../../../test/fake-registry.ts";
import { hour, registry, served, storeRig } from "../../../test/store-rig.ts";
import { parseSource } from "./sources.ts";
import { readState } from "./state.ts";

const rig = storeRig();
const { later, storeOf, inUse, versions } = rig;

describe("an artifact", () => {
  it("is fetched once, and not again while its manifest is the same", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(await inUse(store)).toMatchObject({
      id: "CVE-2026-1",
      state: {
        inUse: {
          source: server.source.name,
          date: "2026-11-20",
          digest: /./,
          bytes: expect.any(Number),
        },
        checkedAt: rig.now.toISOString(),
        nextUpdate: "2026-11-21T06:00:00.000Z",
        failures: [],
      },
    });
    expect(await store.isDue()).toBe(false);
    later(19 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: true });
    expect([server.pulls(), (await inUse(store)).state.checkedAt]).toEqual([
      1,
      rig.now.toISOString(),
    ]);
    // It should be newer and is not: it is not asked for with each scan.
    expect(await store.isDue()).toBe(false);
    later(2 * hour);
    expect(await store.isDue()).toBe(true);
  });

  it("is exchanged for a newer one, while who reads the old one reads on", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    const old = await inUse(store);
    server.becomes(await served("CVE-2026-2"));
    later(24 * hour);
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect((await inUse(store)).id).toBe("CVE-2026-2");
    expect(versions()).toHaveLength(1);
    expect(old.opened.database.lookup("npm", "left")).toHaveLength(1);
  });

  it("is asked for by the credentials given, with the tag that its schema has", async () => {
    const image = await served("CVE-2026-1");
    const server = await registry((request) =>
      request.authorization === `Basic ${btoa("me:secret")}`
        ? image.answer(request)
        : { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
    );
    const store = storeOf({
      sources: [parseSource(`${server.origin}/mirror/db`)],
      access: { credentials: async () => ({ username: "me", password: "secret" }) },
    });
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(server.requests[0]?.url).toBe("/v2/mirror/db/manifests/2");
  });
});

describe.runIf(hasDockerRegistry)("Debian's docker-registry", () => {
  it("gives a database, once, until another is pushed", async () => {
    const server = untilTestEnds(await startDockerRegistry());
    const base = `http://${server.host}/v2/mirror/trivy-db`;
    await pushDatabase(base, "2", await served("CVE-2026-1"));
    const store = storeOf({ sources: [parseSource(`${server.host}/mirror/trivy-db`)] });
    expect(await store.update()).toEqual({ changed: true, complete: true });
    later(48 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: true });
    await pushDatabase(base, "2", await served("CVE-2026-2"));
    later(2 * hour);
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect((await inUse(store)).id).toBe("CVE-2026-2");
  });
});

describe("several at once", () => {
  it("fetch a database once", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const stores = Array.from({ length: 4 }, () => storeOf({ sources: [server.source] }));
    const outcomes = await Promise.all(stores.map((store) => store.update()));
    expect(outcomes.every(({ complete }) => complete)).toBe(true);
    expect(server.pulls()).toBe(1);
    expect(versions()).toHaveLength(1);
  });

  it("do not wait for one that is at it where there is a database", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    later(48 * hour);
    const lock = join(rig.folder, "db", "lock");
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), id: "" }));
    await expect(store.update({ beginMs: 200 })).rejects.toMatchObject({
      code: "io",
      message: expect.stringContaining("another process"),
    });
    expect((await inUse(store)).id).toBe("CVE-2026-1");
  });

  it.each([
    ["is dead", async () => JSON.stringify({ pid: await deadPid(), host: hostname(), id: "" }), 0],
    ["was on another machine, long ago", async () => '{"pid":1,"host":"elsewhere","id":""}', 120],
    ["left nothing but its lock", async () => "", 120],
  ])("are not stopped by a lock whose owner %s", async (_, owner, ageSeconds) => {
    const server = await registry(await served("CVE-2026-1"));
    mkdirSync(join(rig.folder, "db"));
    const lock = join(rig.folder, "db", "lock");
    writeFileSync(lock, await owner());
    const { utimesSync } = await import("node:fs");
    const then = Date.now() / 1000 - ageSeconds;
    utimesSync(lock, then, then);
    expect((await storeOf({ sources: [server.source] }).update()).changed).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });
});

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("a store", () => {
  it("that was damaged is filled again", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    const [version = ""] = versions();
    truncateSync(join(rig.folder, "db", version, "trivy.db"), 5000);
    expect(await inUse(store)).toMatchObject({
      state: { inUse: { source: "starter" }, failures: [{ code: "database-corrupt" }] },
    });
    expect((await store.update()).changed).toBe(true);
    expect((await inUse(store)).id).toBe("CVE-2026-1");
    writeFileSync(join(rig.folder, "db", "state.json"), "{");
    expect((await store.update()).changed).toBe(true);
    expect((await inUse(store)).id).toBe("CVE-2026-1");
  });

  it("forgets drafts of those who died, and versions that nobody names", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    const dead = `draft-${hostname().replace(/[^A-Za-z0-9]/g, "")}-${await deadPid()}-x`;
    for (const name of [dead, "trivy-00000000-aaaa", "what-is-this"])
      mkdirSync(join(rig.folder, "db", name), { recursive: true });
    await store.update();
    const { kept } = await readState(join(rig.folder, "db"));
    // A version that is so young may be about to be named.
    expect(readdirSync(join(rig.folder, "db")).sort()).toEqual(
      ["state.json", "trivy-00000000-aaaa", "what-is-this", kept.trivy?.folder].sort(),
    );
  });

  it("that cannot be written says so, and what is there is used", async () => {
    writeFileSync(join(rig.folder, "db"), "a file");
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await expect(store.update()).rejects.toMatchObject({ code: "io", hint: /room/ });
    expect((await inUse(store)).state.inUse.source).toBe("starter");
  });
});

it.each([
  ["starter", "starter", "starter"],
  ["ghcr.io/aquasecurity/trivy-db:2", "artifact", "ghcr.io/aquasecurity/trivy-db:2"],
  ["localhost:5000/db", "artifact", "localhost:5000/db"],
  ["https://example.com/db:2", "artifact", "https://example.com/db:2"],
  ["oci://example.com/db:2", "artifact", "example.com/db:2"],
  ["./trivy.db", "path", /\/trivy\.db$/],
  ["trivy.db", "path", /\/trivy\.db$/],
  ["db", "path", /\/db$/],
  ["/var/lib/db", "path", "/var/lib/db"],
])("a source that is written %s is of the kind %s", (text, kind, name) => {
  expect(parseSource(text)).toEqual({
    kind,
    name: name instanceof RegExp ? expect.stringMatching(name) : name,
  });
});
