import { existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  archiveOf,
  type DatabaseFiles,
  type Served,
  serveLayer,
  trivyFiles,
} from "../../../test/database-registry.ts";
import type { Reply, Request } from "../../../test/fake-registry.ts";
import { databaseOf } from "../../../test/made-database.ts";
import { filesOf, garbage, hour, registry, served, storeRig } from "../../../test/store-rig.ts";
import { databaseKinds } from "./kinds.ts";
import { pullDatabase } from "./pull.ts";

const rig = storeRig();
const { later, storeOf, inUse, versions } = rig;

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
      { source: server.source.name, code, at: rig.now.toISOString(), times: 1, message: /./ },
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
      pauses.push((Date.parse(failure?.retryAt ?? "") - rig.now.getTime()) / 60_000);
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
    const draft = mkdtempSync(join(rig.folder, "draft-"));
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
    expect(existsSync(join(rig.folder, "db", "lock"))).toBe(false);
  });
});
