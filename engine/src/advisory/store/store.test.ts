import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  archiveOf,
  type DatabaseFiles,
  pushDatabase,
  type Served,
  serveLayer,
  trivyFiles,
} from "../../../test/database-registry.ts";
import {
  type FakeRegistry,
  fakeRegistry,
  type Reply,
  type Request,
  untilTestEnds,
} from "../../../test/fake-registry.ts";
import { advisory, databaseOf } from "../../../test/made-database.ts";
import { openJavaDatabase } from "../../inventory/language/java/java-database.ts";
import { databaseKinds } from "./kinds.ts";
import { pullDatabase } from "./pull.ts";
import { parseSource } from "./sources.ts";
import { readState } from "./state.ts";
import { type AdvisoryStore, openAdvisoryStore, type StoreOptions } from "./store.ts";

const hour = 3_600_000;
let folder: string;
let now: Date;
const opened: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-store-"));
  now = new Date("2026-11-20T12:00:00Z");
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(folder, { recursive: true, force: true });
});

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

/** A database in which musl has one flaw, by which it is told from others. */
const filesOf = (id: string, made = new Date("2026-11-20T06:00:00Z")): Promise<DatabaseFiles> =>
  trivyFiles(
    databaseOf({
      "Alpine:v3.20": { musl: [advisory(id, { ranges: [{ fixed: "9" }] })] },
      npm: { left: [advisory("CVE-2020-1", { ranges: [{ fixed: "2.0.0" }] })] },
    }),
    { updatedAt: made, nextUpdate: new Date(made.getTime() + 24 * hour) },
  );
const served = async (id: string) => serveLayer(archiveOf(await filesOf(id)));

/** A registry whose answer a test exchanges. */
async function registry(first: Served | ((request: Request) => Reply)) {
  let answer = first;
  const server = untilTestEnds(
    await fakeRegistry((request) =>
      typeof answer === "function" ? answer(request) : answer.answer(request),
    ),
  );
  return {
    ...server,
    source: parseSource(`${server.origin}/aqua/trivy-db:2`),
    becomes: (next: typeof first) => {
      answer = next;
    },
    pulls: () => server.requests.filter(({ url }) => url.includes("/blobs/")).length,
  };
}

function storeOf(options: Partial<StoreOptions> = {}): AdvisoryStore {
  return openAdvisoryStore({
    folder: join(folder, "db"),
    sources: [],
    now: () => now,
    ...options,
    access: { retry: { attempts: 1 }, ...options.access },
  });
}

async function inUse(store: AdvisoryStore) {
  const found = await store.open();
  opened.push(found);
  const [known] = found.database.lookup("Alpine:v3.20", "musl");
  return { id: known?.id, state: found.state, opened: found };
}

const versions = () =>
  readdirSync(join(folder, "db")).filter((name) => /^(trivy|made|java|draft)-/.test(name));

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
        checkedAt: now.toISOString(),
        nextUpdate: "2026-11-21T06:00:00.000Z",
        failures: [],
      },
    });
    expect(await store.isDue()).toBe(false);
    later(19 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: true });
    expect([server.pulls(), (await inUse(store)).state.checkedAt]).toEqual([1, now.toISOString()]);
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

const garbage = Buffer.alloc(100_000, "no gzip at all ");
const noTar = gzipSync(Buffer.alloc(100_000, "no tar at all "));

/** What goes wrong, by what is said of it. */
const outages: readonly (readonly [
  string,
  string,
  (good: Served, files: DatabaseFiles) => Served | ((request: Request) => Reply),
])[] = [
  [
    "has had enough",
    "rate-limited",
    () => () => ({ status: 429, headers: { "retry-after": "7200" } }),
  ],
  ["refuses", "unauthorized", () => () => ({ status: 403, body: "{}" })],
  ["has a fault", "registry-answer", () => () => ({ status: 500 })],
  [
    "is another service",
    "registry-answer",
    () => () => ({ body: "<html>", headers: { "content-type": "text/html" } }),
  ],
  ["does not have it", "not-found", () => () => ({ status: 404, body: "{}" })],
  ["hangs", "unreachable", () => () => ({ hangAfter: 0 })],
  [
    "hangs before the layer",
    "unreachable",
    (good) => (request) =>
      request.url.includes("/blobs/") ? { hangAfter: 0 } : good.answer(request),
  ],
  ["gives a manifest that is none", "manifest-invalid", () => () => ({ body: "{" })],
  ["gives garbage", "database-corrupt", () => serveLayer(garbage)],
  ["gives a layer that is no tar", "database-corrupt", () => serveLayer(noTar)],
  [
    "gives half a layer",
    "database-corrupt",
    ({ layer }) => serveLayer(layer.subarray(0, layer.length / 2)),
  ],
  [
    "sends half a layer only",
    "unreachable",
    (good) => (request) =>
      request.url.includes("/blobs/")
        ? { body: good.layer, cutAfter: request.range ? 0 : good.layer.length / 2 }
        : good.answer(request),
  ],
  [
    "gives a layer with another digest",
    "digest-mismatch",
    ({ layer }) => serveLayer(layer, { digest: `sha256:${"0".repeat(64)}` }),
  ],
  [
    "gives a layer of another type",
    "database-unusable",
    ({ layer }) =>
      serveLayer(layer, { mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip" }),
  ],
  [
    "gives another schema",
    "database-unusable",
    (_, files) =>
      serveLayer(archiveOf({ ...files, "metadata.json": Buffer.from('{"Version":3}') })),
  ],
  [
    "gives no metadata",
    "database-unusable",
    (_, { "trivy.db": db = Buffer.alloc(0) }) => serveLayer(archiveOf({ "trivy.db": db })),
  ],
  [
    "gives a database that is cut",
    "database-corrupt",
    (_, files) =>
      serveLayer(
        archiveOf({ ...files, "trivy.db": (files["trivy.db"] ?? garbage).subarray(0, 20_000) }),
      ),
  ],
  [
    "gives a database full of nothing",
    "database-corrupt",
    (_, files) => serveLayer(archiveOf({ ...files, "trivy.db": Buffer.alloc(40_000) })),
  ],
  ["gives a database that holds no advisories", "database-unusable", () => serveLayer(empty)],
];
const empty = archiveOf(await trivyFiles(databaseOf({})));

describe.each(outages)("a registry that %s", (_, code, outage) => {
  async function begin() {
    const newer = await filesOf("CVE-2026-9");
    return {
      good: await served("CVE-2026-1"),
      bad: outage(serveLayer(archiveOf(newer)), newer),
    };
  }
  const quick = { beginMs: 300 };

  it("takes nothing away: the old database stays in use, it is said why, and the new one comes afterwards", async () => {
    const { good, bad } = await begin();
    const server = await registry(good);
    const store = storeOf({ sources: [server.source] });
    await store.update();
    server.becomes(bad);
    later(48 * hour);
    expect(await store.update(quick)).toEqual({ changed: false, complete: false });
    const { id, state } = await inUse(store);
    expect([id, state.inUse.fetchedAt]).toEqual(["CVE-2026-1", "2026-11-20T12:00:00.000Z"]);
    expect(state.failures).toMatchObject([
      { source: server.source.name, code, at: now.toISOString(), times: 1, message: /./ },
    ]);
    expect(versions()).toHaveLength(1);

    const asked = server.requests.length;
    expect(await store.isDue()).toBe(false);
    await store.update(quick);
    expect(server.requests).toHaveLength(asked);

    server.becomes(await served("CVE-2026-2"));
    later(25 * hour);
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(await inUse(store)).toMatchObject({ id: "CVE-2026-2", state: { failures: [] } });
  });

  it("is passed over for the next source, or what comes with the program", async () => {
    const { good, bad } = await begin();
    const [broken, working] = [await registry(bad), await registry(good)];
    expect(await inUse(storeOf({ sources: [broken.source] }))).toMatchObject({
      state: { inUse: { source: "starter" } },
    });
    const store = storeOf({ sources: [broken.source, working.source] });
    expect(await store.update(quick)).toEqual({ changed: true, complete: true });
    expect(await inUse(store)).toMatchObject({
      id: "CVE-2026-1",
      state: { inUse: { source: working.source.name }, failures: [{ code }] },
    });
  });
});

describe("a source that failed", () => {
  it("is left alone twice as long each time, up to six hours, unless it is asked all the same", async () => {
    const server = await registry(() => ({ status: 500 }));
    const store = storeOf({ sources: [server.source] });
    const pauses: number[] = [];
    for (let n = 0; n < 9; n++) {
      await store.update({ force: n > 0 });
      const [failure] = (await inUse(store)).state.failures;
      expect(failure?.times).toBe(n + 1);
      pauses.push((Date.parse(failure?.retryAt ?? "") - now.getTime()) / 60_000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
  });

  it("is left alone for as long as it asks, and not for ever", async () => {
    const server = await registry(() => ({ status: 429, headers: { "retry-after": "7200" } }));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    later(2 * hour - 1000);
    expect(await store.isDue()).toBe(false);
    later(2000);
    expect(await store.isDue()).toBe(true);
    server.becomes(() => ({ status: 429, headers: { "retry-after": "999999" } }));
    await store.update();
    later(24 * hour);
    expect(await store.isDue()).toBe(true);
  });

  const halfway = async () => {
    const big = serveLayer(
      Buffer.concat([(await served("CVE-2026-1")).layer, Buffer.alloc(100_000)]),
    );
    return registry((request) =>
      request.url.includes("/blobs/") ? { body: big.layer, hangAfter: 2000 } : big.answer(request),
    );
  };

  it("by hanging in the middle is given up", async () => {
    const { source } = await halfway();
    const draft = mkdtempSync(join(folder, "draft-"));
    const waits = { beginMs: 10_000, stallMs: 200 };
    await expect(
      pullDatabase(databaseKinds.trivy, source.name, draft, { access: {}, known: null, ...waits }),
    ).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/any more for 0.2 s/),
    });
  });

  it("does not keep an update from being stopped, which leaves nothing behind", async () => {
    const { source } = await halfway();
    const stop = new AbortController();
    const updating = storeOf({ sources: [source] }).update({
      signal: stop.signal,
      onProgress: ({ bytesDone }) => bytesDone > 0 && stop.abort(),
    });
    await expect(updating).rejects.toMatchObject({ code: "aborted" });
    expect(versions()).toEqual([]);
    expect(existsSync(join(folder, "db", "lock"))).toBe(false);
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
    const lock = join(folder, "db", "lock");
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
    mkdirSync(join(folder, "db"));
    const lock = join(folder, "db", "lock");
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

describe("the Java database", () => {
  function javaFiles(): DatabaseFiles {
    const path = join(folder, "made-java.db");
    rmSync(path, { force: true });
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
      CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);
      INSERT INTO artifacts VALUES (1, 'org.example', 'thing');
      INSERT INTO indices VALUES (1, '1.0', x'${"ab".repeat(20)}', 'jar');`);
    database.close();
    const metadata = {
      Version: 1,
      UpdatedAt: "2026-11-19T00:00:00Z",
      NextUpdate: "2026-11-22T00:00:00Z",
    };
    return {
      "trivy-java.db": readFileSync(path),
      "metadata.json": Buffer.from(JSON.stringify(metadata)),
    };
  }
  const { mediaType } = databaseKinds.java;
  const nameOf = (path: string | null) => {
    const java = openJavaDatabase(path ?? "");
    const found = java.bySha1("ab".repeat(20));
    java.close();
    return found;
  };

  it("is fetched when it is asked for, followed from then on, and kept when that fails", async () => {
    const java = await registry(serveLayer(archiveOf(javaFiles()), { mediaType }));
    const store = storeOf({ java: [java.source] });
    expect(await store.javaDatabase()).toBeNull();
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(nameOf(await store.javaDatabase())).toMatchObject({ group: "org.example" });
    java.becomes(serveLayer(garbage, { mediaType }));
    later(72 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: false });
    expect(nameOf(await store.javaDatabase())).toMatchObject({ artifact: "thing" });
    expect((await inUse(store)).state).toMatchObject({
      java: { source: java.source.name, date: "2026-11-19" },
      failures: [{ source: java.source.name, code: "database-corrupt" }],
    });
  });

  it("is not what an advisory database is taken for, nor the other way round", async () => {
    const server = await registry(serveLayer(archiveOf(javaFiles()), { mediaType }));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    expect((await inUse(store)).state.failures).toMatchObject([{ code: "database-unusable" }]);
  });

  it("is taken from a file, its folder or its archive", async () => {
    const place = join(folder, "java");
    mkdirSync(place);
    for (const [name, content] of Object.entries(javaFiles()))
      writeFileSync(join(place, name), content);
    writeFileSync(join(folder, "javadb.tar.gz"), archiveOf(javaFiles()));
    for (const path of [place, join(place, "trivy-java.db"), join(folder, "javadb.tar.gz")]) {
      const named = storeOf({ java: [parseSource(path)] });
      expect(nameOf(await named.javaDatabase())).toMatchObject({ version: "1.0" });
      await storeOf().take(path);
      expect(nameOf(await storeOf().javaDatabase())).toMatchObject({ version: "1.0" });
    }
  });
});

describe("files of one's own", () => {
  async function written(id: string, name: string): Promise<string> {
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    for (const [file, content] of Object.entries(await filesOf(id)))
      writeFileSync(join(place, file), content);
    return place;
  }

  it.each(["", "trivy.db"])(
    "are used where they lie, as a folder or by the file %s",
    async (file) => {
      const path = join(await written("CVE-2026-3", "own"), file);
      const store = storeOf({ sources: [parseSource(path)] });
      expect(await store.update()).toEqual({ changed: false, complete: true });
      expect(await inUse(store)).toMatchObject({ id: "CVE-2026-3", state: { inUse: { path } } });
      expect(existsSync(join(folder, "db"))).toBe(false);
    },
  );

  it("come before what would be fetched after them", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const own = await written("CVE-2026-3", "own");
    const store = storeOf({ sources: [parseSource(own), server.source] });
    await store.update();
    expect([(await inUse(store)).id, server.requests]).toEqual(["CVE-2026-3", []]);
  });

  it("that are damaged are passed over, and that is said; that are not there are an error", async () => {
    const own = await written("CVE-2026-3", "own");
    truncateSync(join(own, "trivy.db"), 9000);
    const store = storeOf({ sources: [parseSource(own)] });
    expect(await inUse(store)).toMatchObject({
      state: {
        inUse: { source: "starter" },
        failures: [{ source: own, code: "database-corrupt" }],
      },
    });
    const missing = storeOf({ sources: [parseSource(join(folder, "nowhere"))] });
    await expect(missing.open()).rejects.toMatchObject({ code: "database-missing" });
  });

  const record = (id: string) =>
    JSON.stringify({
      id,
      modified: "2026-05-06T07:08:09Z",
      affected: [
        {
          package: { ecosystem: "Alpine:v3.20", name: "musl" },
          ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "9" }] }],
        },
      ],
    });

  it.each<[string, (id: string) => Promise<string | Buffer>]>([
    ["db.tar.gz", async (id) => archiveOf(await filesOf(id))],
    ["record.json", async (id) => record(id)],
    ["osv/record.json", async (id) => record(id)],
  ])("are made into a database once, and again when they change: %s", async (name, make) => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    const write = async (id: string) => writeFileSync(path, await make(id));
    const source = parseSource(name.startsWith("osv/") ? join(folder, "osv") : path);
    await write("CVE-2026-4");
    const store = storeOf({ sources: [source] });
    expect((await inUse(store)).id).toBe("CVE-2026-4");
    const [first] = versions();
    await inUse(store);
    expect(versions()).toEqual([first]);
    await write("CVE-2026-44");
    expect((await inUse(store)).id).toBe("CVE-2026-44");
    expect(versions()).toHaveLength(1);
  });

  it("are taken over in the place of what was fetched, which stays when they are damaged", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    const own = await written("CVE-2026-3", "own");
    expect(await store.take(own)).toMatchObject({ kind: "trivy", date: "2026-11-20" });
    rmSync(own, { recursive: true });
    expect((await inUse(store)).id).toBe("CVE-2026-3");
    expect(await store.isDue()).toBe(false);

    const bad = await written("CVE-2026-5", "bad");
    truncateSync(join(bad, "trivy.db"), 9000);
    await expect(store.take(bad)).rejects.toMatchObject({ code: "database-corrupt" });
    await expect(store.take(join(folder, "nowhere"))).rejects.toMatchObject({
      code: "database-missing",
    });
    expect((await inUse(store)).id).toBe("CVE-2026-3");
    expect(versions().filter((name) => name.startsWith("draft"))).toEqual([]);
  });
});

describe("a store", () => {
  it("that was damaged is filled again", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    const [version = ""] = versions();
    truncateSync(join(folder, "db", version, "trivy.db"), 5000);
    expect(await inUse(store)).toMatchObject({
      state: { inUse: { source: "starter" }, failures: [{ code: "database-corrupt" }] },
    });
    expect((await store.update()).changed).toBe(true);
    expect((await inUse(store)).id).toBe("CVE-2026-1");
    writeFileSync(join(folder, "db", "state.json"), "{");
    expect((await store.update()).changed).toBe(true);
    expect((await inUse(store)).id).toBe("CVE-2026-1");
  });

  it("forgets drafts of those who died, and versions that nobody names", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    const dead = `draft-${hostname().replace(/[^A-Za-z0-9]/g, "")}-${await deadPid()}-x`;
    for (const name of [dead, "trivy-00000000-aaaa", "what-is-this"])
      mkdirSync(join(folder, "db", name), { recursive: true });
    await store.update();
    const { kept } = await readState(join(folder, "db"));
    // A version that is so young may be about to be named.
    expect(readdirSync(join(folder, "db")).sort()).toEqual(
      ["state.json", "trivy-00000000-aaaa", "what-is-this", kept.trivy?.folder].sort(),
    );
  });

  it("that cannot be written says so, and what is there is used", async () => {
    writeFileSync(join(folder, "db"), "a file");
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await expect(store.update()).rejects.toMatchObject({ code: "io", hint: /room/ });
    expect((await inUse(store)).state.inUse.source).toBe("starter");
  });
});

const kev = JSON.stringify({
  dateReleased: "2026-11-19T00:00:00Z",
  vulnerabilities: [{ cveID: "CVE-2026-1" }],
});
const epss =
  "#model_version:v2026,score_date:2026-11-18T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1,0.5,0.9\n";

describe("what is known of attacks", () => {
  const known = async (store: AdvisoryStore) => {
    const { opened: found, state } = await inUse(store);
    const [one] = found.database.lookup("Alpine:v3.20", "musl");
    return { kev: one?.kev, epss: one?.epss, state };
  };

  it("is taken from URLs, asked for each day and only whether it changed, and kept when that fails", async () => {
    const lists: FakeRegistry = untilTestEnds(
      await fakeRegistry(({ url }, count) => {
        if (count > 1) return { status: 503 };
        if (count === 1) return { status: 304 };
        const body = url === "/kev" ? kev : gzipSync(epss);
        return { body, headers: { etag: '"1"' } };
      }),
    );
    const [kevUrl, epssUrl] = [`${lists.origin}/kev`, `${lists.origin}/epss.csv.gz`];
    const own = join(folder, "own");
    mkdirSync(own);
    for (const [file, content] of Object.entries(await filesOf("CVE-2026-1")))
      writeFileSync(join(own, file), content);
    const store = storeOf({
      sources: [parseSource(own)],
      exploitation: { kev: kevUrl, epss: epssUrl },
    });
    expect((await known(store)).state.kev?.source).toBe("carried");
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(await known(store)).toMatchObject({
      kev: true,
      epss: 0.5,
      state: { kev: { source: kevUrl, date: "2026-11-19" }, epss: { date: "2026-11-18" } },
    });
    expect(await store.isDue()).toBe(false);
    later(25 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: true });
    later(25 * hour);
    expect((await store.update()).complete).toBe(false);
    expect(await known(store)).toMatchObject({
      kev: true,
      epss: 0.5,
      state: { failures: [{ source: kevUrl }, { source: epssUrl }] },
    });
  });

  it.each([
    ["no JSON", "{", /kev\.json cannot be used/],
    ["another file", '{"a":1}', /no list `vulnerabilities`/],
  ])("in a file of one's own that is %s is an error", async (_, text, message) => {
    const path = join(folder, "kev.json");
    writeFileSync(path, text);
    await expect(storeOf({ exploitation: { kev: path } }).open()).rejects.toMatchObject({
      code: "database-unusable",
      message: expect.stringMatching(message),
    });
  });
});

describe("advisories of one's own", () => {
  it("are laid over the database; a wrong one is an error with its file and field", async () => {
    const own = join(folder, "advisories");
    mkdirSync(own);
    const file = join(own, "a.json");
    const record = {
      id: "OURS-1",
      modified: "2026-05-06T07:08:09Z",
      affected: [{ package: { ecosystem: "Alpine:v3.20", name: "ours" } }],
    };
    writeFileSync(file, JSON.stringify(record));
    const store = storeOf({ advisories: [own] });
    const found = await store.open();
    opened.push(found);
    expect(found.database.lookup("Alpine:v3.20", "ours")).toMatchObject([{ id: "OURS-1" }]);
    writeFileSync(file, JSON.stringify({ ...record, affected: [{ package: { name: "x" } }] }));
    await expect(store.open()).rejects.toMatchObject({
      code: "advisory-invalid",
      message: expect.stringContaining("a.json: affected[0].package.ecosystem"),
    });
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
