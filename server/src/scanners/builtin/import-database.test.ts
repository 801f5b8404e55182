import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { apiPrefix, type Problem } from "@plimsoll/api";
import { buildDatabase } from "@plimsoll/engine/advisories";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { refusal, signInAs, startTestService, type TestService } from "../../../test/harness.ts";
import { loadConfig } from "../../config.ts";
import { withReceivedFile } from "../../inbound/receive-file.ts";
import type { AdvisorySource } from "./advisory-source.ts";
import { openStoredSource } from "./stored-source.ts";

/** Nothing is asked for: what lies in the store stands in for it. */
const registryFirst = { PLIMSOLL_DB_SOURCES: "127.0.0.1:1/trivy-db:2", PLIMSOLL_OFFLINE: "1" };

let folder: string;
let data: string;
let source: AdvisorySource;
let service: TestService;
let archive: Blob;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-import-"));
  data = join(folder, "data");
  const silent = pino({ level: "silent" });
  source = await openStoredSource(loadConfig({ PLIMSOLL_DATA: data, ...registryFirst }), silent);
  service = await startTestService(source, undefined, { PLIMSOLL_DATA: data });
  archive = await makeArchive("db.tar.gz", "1.3.1");
}, 120_000);
afterAll(async () => {
  await service?.close();
  await source?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Both files, as a real Trivy reads them, of one advisory. */
async function makeArchive(name: string, fixed: string): Promise<Blob> {
  const record = {
    id: "GHSA-imported",
    modified: "2026-05-06T00:00:00Z",
    affected: [
      {
        package: { ecosystem: "npm", name: "left-pad" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }],
      },
    ],
  };
  const osv = join(folder, `${name}.json`);
  await writeFile(osv, JSON.stringify(record));
  await buildDatabase(join(folder, name), { osv: [osv] });
  return new Blob([await readFile(join(folder, name))]);
}

const left = () => readdir(join(data, "imports")).catch(() => []);
const kept = async () =>
  (await readdir(join(data, "advisories")).catch(() => [])).filter((name) =>
    /^(trivy|draft)/.test(name),
  );

/** As a client sends it that says so much of its length, and ends when it is told to. */
function send(headers: Record<string, string | number>) {
  const sending = request(`${service.url}${apiPrefix}/database/file`, {
    method: "POST",
    headers: { cookie: service.cookie, "content-type": "application/octet-stream", ...headers },
  });
  const answered = new Promise<Problem>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", async (answer) => {
      resolve(JSON.parse(await text(answer)));
    });
  });
  return { sending, answered };
}

describe("a database that is sent", () => {
  test.each([
    ["nothing at all", "", "file-unusable"],
    ["a bare trivy.db", "\0\0\0\0\0\0\0\0\u0004", "file-unusable"],
    ["what begins as an archive only", "\u001f\u008bgarbage", "file-unusable"],
  ])("is refused where it is %s, and leaves nothing", async (_, bytes, code) => {
    const before = await kept();
    const problem = await refusal(
      service.client.importDatabase({ file: new Blob([Buffer.from(bytes, "latin1")]) }),
    );
    expect(problem).toMatchObject({ code });
    expect(JSON.stringify(problem)).not.toContain(folder);
    expect(await left()).toEqual([]);
    expect(await kept()).toEqual(before);
  });

  test("is refused where the archive was cut, and where it is of something else", async () => {
    const cut = archive.slice(0, archive.size / 2);
    for (const [file, name] of [
      [cut, "db.tar.gz"],
      [archive, "javadb.tar.gz"],
    ] as const) {
      const call = service.client.importDatabase({ file, query: { name } });
      expect(await refusal(call)).toMatchObject({ code: "file-unusable", status: 422 });
    }
    expect(await left()).toEqual([]);
  });

  test("is refused before it is read where it says that it is too large", async () => {
    const { sending, answered } = send({ "content-length": 2 ** 40 });
    sending.flushHeaders();
    expect(await answered).toMatchObject({ status: 413, code: "file-too-large" });
    sending.destroy();
    expect(await left()).toEqual([]);
  });

  test("leaves nothing where whoever sends it stops, and others wait for nobody then", async () => {
    const { sending, answered } = send({ "content-length": archive.size });
    answered.catch(() => undefined);
    sending.write(Buffer.from(await archive.slice(0, 100).arrayBuffer()));
    await vi.waitFor(async () => expect(await left()).toHaveLength(1));
    const second = service.client.importDatabase({ file: archive });
    expect(await refusal(second)).toMatchObject({ status: 409, code: "conflict" });
    sending.destroy();
    await vi.waitFor(async () => expect(await left()).toEqual([]));
  });

  test("is not taken as another type, nor a file by another route", async () => {
    const ask = (path: string, type: string) =>
      fetch(`${service.url}${apiPrefix}${path}`, {
        method: "POST",
        headers: { cookie: service.cookie, "content-type": type },
        body: "{}",
      });
    expect((await ask("/database/file", "application/json")).status).toBe(400);
    expect((await ask("/database/update", "application/octet-stream")).status).toBe(415);
  });

  test("is only an administrator's, from a page of one's own", async () => {
    const { client, headers } = await signInAs(service);
    expect(await refusal(client.importDatabase({ file: archive }))).toMatchObject({ status: 403 });
    const foreign = { ...headers, cookie: service.cookie, origin: "https://evil.example" };
    const answer = await fetch(`${service.url}${apiPrefix}/database/file`, {
      ...{ method: "POST", headers: { ...foreign, "content-type": "application/octet-stream" } },
      body: archive,
    });
    expect(answer.status).toBe(403);
  });

  test("is used from then on, without anybody being asked, and told of", async () => {
    expect(source.current().lookup("npm", "left-pad")).toEqual([]);
    const taken = await service.client.importDatabase({
      file: archive,
      query: { name: "../of May/db.tar.gz" },
    });
    expect(taken).toMatchObject({ queued: true, kind: "trivy" });
    await vi.waitFor(() =>
      expect(source.current().lookup("npm", "left-pad")).toMatchObject([{ id: "GHSA-imported" }]),
    );
    expect(await left()).toEqual([]);
    await vi.waitFor(async () => {
      const { source: from, failures, history } = await service.client.getDatabase();
      expect({ from, failures }).toEqual({ from: "_of_May_db.tar.gz", failures: [] });
      expect(history[0]).toMatchObject({ date: taken.date });
      expect(history.length).toBeGreaterThan(1);
    });
    const { items } = await service.client.listAudit({ query: { action: "database.import" } });
    expect(items[0]).toMatchObject({
      target: { name: "_of_May_db.tar.gz" },
      after: { kind: "trivy", date: taken.date },
    });
  });

  test("that is wrong leaves the one that is used", async () => {
    await refusal(service.client.importDatabase({ file: archive.slice(0, 200) }));
    expect(source.current().lookup("npm", "left-pad")).toHaveLength(1);
  });
});

test("where the settings name another, a file is refused before it is sent", async () => {
  const own = loadConfig({ PLIMSOLL_DATA: join(folder, "own"), PLIMSOLL_DB_SOURCES: "starter" });
  const other = await openStoredSource(own, pino({ level: "silent" }));
  expect([other.takes("trivy"), source.takes("trivy"), source.takes("java")]).toEqual([
    ...[false, true, true],
  ]);
  await other.close();
});

test("the document of the API says that the body is a file", async () => {
  const answer = await fetch(`${service.url}${apiPrefix}/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, object>> };
  expect(paths[`${apiPrefix}/database/file`]?.post).toMatchObject({
    requestBody: { content: { "application/octet-stream": {} } },
  });
});

describe("a file that streams in", () => {
  const bounds = () => ({ folder: join(folder, "streams"), name: "one", mostBytes: 10 });

  test.each([
    ["as large as it may be", ["12345", "67890"], null],
    ["one byte larger", ["12345", "678901"], "file-too-large"],
  ])("%s", async (_, parts, code) => {
    const body = Readable.from(parts.map((part) => Buffer.from(part)));
    const done = withReceivedFile(body, bounds(), (path) => readFile(path, "utf8"));
    if (code === null) expect(await done).toBe(parts.join(""));
    else await expect(done).rejects.toMatchObject({ code });
    expect(await readdir(join(folder, "streams"))).toEqual([]);
  });

  test("that finds the disk full says so", async () => {
    const full = Object.assign(new Error("write"), { code: "ENOSPC" });
    const use = () => Promise.reject(new Error("the store", { cause: full }));
    await expect(
      withReceivedFile(Readable.from([Buffer.from("1")]), bounds(), use),
    ).rejects.toMatchObject({ code: "no-room", hint: expect.stringContaining("room") });
    expect(await readdir(join(folder, "streams"))).toEqual([]);
  });
});
