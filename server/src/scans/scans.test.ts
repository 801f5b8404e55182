import { eventSchema, type PlimsollEvent } from "@plimsoll/api";
import {
  breakLastLayer,
  type Composed,
  composeArtifact,
  composeIndex,
  type RunningRegistry,
  serveImages,
} from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  artifactOf,
  inState,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

let service: TestService;
let registry: RunningRegistry;
let slow: RunningRegistry;
/** What `team/repaired` stands for: first whole, then with a damaged layer. */
let damaged = false;
beforeAll(async () => {
  service = await startTestService();
  const app = await alpineImage({ busybox: "1.36.1-r0" }, { later: { zlib: "1.2.13-r0" } });
  const arm = await alpineImage({ busybox: "1.36.1-r0" }, { architecture: "arm64" });
  const chart = composeArtifact({
    configType: "application/vnd.cncf.helm.config.v1+json",
    contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    content: "chart",
  });
  const flaky = await alpineImage({ busybox: "1.36.1-r0", flaky: "1" });
  const layer = lastLayer(flaky);
  registry = await serveImages(
    {
      "team/app": { v1: app },
      "team/multi": { v1: composeIndex([app, arm]) },
      "team/half": {
        v1: composeIndex([
          app,
          breakLastLayer(await alpineImage({ half: "1" }, { architecture: "arm" })),
        ]),
      },
      "team/flaky": { v1: flaky },
      "team/broken": { v1: breakLastLayer(await alpineImage({ broken: "1" })) },
      "team/chart": { v1: chart },
      "team/charts": { v1: composeIndex([chart]) },
    },
    {
      intercept: (request, response) => {
        if (!damaged || !request.url?.endsWith(layer)) return false;
        response.end("not the layer");
        return true;
      },
    },
  );
  const padding = 300_000;
  slow = await serveImages(
    {
      "slow/one": { v1: await alpineImage({ slow: "1" }, { padding }) },
      "slow/two": { v1: await alpineImage({ slow: "2" }, { padding }) },
      "slow/three": { v1: await alpineImage({ slow: "3" }, { padding }) },
      "slow/four": { v1: await alpineImage({ slow: "4" }, { padding }) },
    },
    { bytesPerSecond: 20_000 },
  );
  await addRegistry(service.client, registry.address);
  await addRegistry(service.client, slow.address);
});
afterAll(async () => {
  await service.close();
  await Promise.all([registry.close(), slow.close()]);
});

const idOf = async (repository: string) => (await newestOf(service.client, repository)).id;
const create = (...artifactIds: string[]) => service.client.createScans({ body: { artifactIds } });
const stop = (...artifactIds: string[]) => service.client.stopScans({ body: { artifactIds } });

describe("scanning an image", () => {
  test("goes from queued to complete, and the report says what was found and where", async () => {
    const id = await idOf("team/app");
    const done = await scan(service.client, id);
    expect(done).toMatchObject({
      progress: 1,
      summary: { critical: 1, high: 1, medium: 1, total: 3, fixable: 3 },
      severity: "critical",
      outdated: false,
      scanner: { name: "Plimsoll" },
      databaseDate: "2026-01-31",
    });
    const report = await service.client.getReport({ params: { id } });
    expect(report).toMatchObject({ packages: 2, os: { family: "alpine", version: "3.18.9" } });
    expect(report.layers).toHaveLength(2);
    expect(report.database?.limits).toEqual(["Three flaws only."]);
    const { items } = await service.client.listFindings({ params: { id }, query: {} });
    expect(
      items.map((finding) => [finding.id, finding.package.name, finding.layer?.index]),
    ).toEqual([
      ["CVE-2024-0001", "busybox", 0],
      ["CVE-2024-0003", "zlib", 1],
      ["CVE-2024-0002", "busybox", 0],
    ]);
  });

  test("leaves a log that is numbered from 1 and ends", async () => {
    const { scanId } = await newestOf(service.client, "team/app");
    const log = await service.client.getScanLog({ params: { id: scanId ?? "" } });
    expect(log.ended).toBe(true);
    expect(log.lines.map((line) => line.line)).toEqual(log.lines.map((_, at) => at + 1));
    expect(log.lines.at(-1)?.message).toBe("Done: 2 packages, 3 findings.");
    const rest = await service.client.getScanLog({
      params: { id: scanId ?? "" },
      query: { after: log.lines.length - 1 },
    });
    expect(rest.lines).toEqual(log.lines.slice(-1));
  });

  test("that is damaged fails in words, with a log that has them too", async () => {
    const id = await idOf("team/broken");
    const failed = await scan(service.client, id, "failed");
    expect(failed).toMatchObject({ summary: null, outdated: false });
    expect(failed.reason).toMatch(/damaged/);
    const { error } = await service.client.getScan({ params: { id: failed.scanId ?? "" } });
    expect(error).toMatchObject({ code: "digest-mismatch", hint: expect.any(String) });
    const log = await service.client.getScanLog({ params: { id: failed.scanId ?? "" } });
    expect(log.lines.at(-1)).toMatchObject({ level: "error" });
    expect(log.lines.at(-1)?.message).toContain(error?.message ?? "?");
    expect((await refusal(service.client.getReport({ params: { id } }))).code).toBe("no-report");
  });

  test("that fails keeps the last complete report, marked as outdated, until one is complete", async () => {
    const id = await idOf("team/flaky");
    const first = await scan(service.client, id);
    await service.database.db.deleteFrom("layer_inventory").execute();
    await service.database.db.deleteFrom("inventory").execute();
    damaged = true;
    const failed = await scan(service.client, id, "failed");
    damaged = false;
    expect(failed).toMatchObject({ summary: first.summary, outdated: true });
    const report = await service.client.getReport({ params: { id } });
    expect(report.summary).toEqual(first.summary);
    expect(await scan(service.client, id)).toMatchObject({ outdated: false });
    const kept = await service.database.db
      .selectFrom("report")
      .select("id")
      .where("artifact_id", "=", id)
      .execute();
    expect(kept).toHaveLength(1);
  });
});

test("who asked for a scan is in the audit, with the image as people call it", async () => {
  const id = await idOf("team/app");
  await scan(service.client, id);
  const { items } = await service.client.listAudit({ query: { action: "scan.start", limit: 1 } });
  const { repository, registry, tags } = await artifactOf(service.client, id);
  expect(items[0]?.after).toMatchObject({
    asked: 1,
    first: [`${registry.name}/${repository}:${tags[0]}`],
  });
});

describe("scanning an index", () => {
  test("scans each platform; its state, sum and distinct count come from them", async () => {
    const id = await idOf("team/multi");
    const accepted = await create(id);
    expect(accepted.scans).toHaveLength(2);
    const done = await inState(service.client, id, "complete");
    expect(done.summary).toMatchObject({ critical: 2, high: 1, medium: 2, total: 5 });
    expect(done.uniqueSummary).toMatchObject({ critical: 1, high: 1, medium: 1, total: 3 });
    expect(done.children?.map((child) => child.summary?.total)).toEqual([3, 2]);
    const report = await service.client.getReport({ params: { id } });
    expect(report).toMatchObject({ packages: 3, summary: { total: 5 } });
    const { items, total } = await service.client.listFindings({ params: { id }, query: {} });
    expect(total).toBe(5);
    expect(items.map((finding) => finding.platform).sort()).toEqual([
      ...Array(3).fill("linux/amd64"),
      ...Array(2).fill("linux/arm64"),
    ]);
  });

  test("of which a platform fails is failed, names it, and shows what is known", async () => {
    const id = await idOf("team/half");
    await create(id);
    const failed = await inState(service.client, id, "failed");
    expect(failed.reason).toMatch(/^linux\/arm: .*damaged/);
    expect(failed).toMatchObject({ outdated: true, summary: { total: 3 } });
  });
});

describe("what cannot be scanned is refused, each for itself", () => {
  test("an artifact without a file system, an index of such, one that is not there, one already queued", async () => {
    const [chart, charts, one] = await Promise.all([
      idOf("team/chart"),
      idOf("team/charts"),
      idOf("slow/one"),
    ]);
    const first = await create(one);
    const { scans, refused } = await create(chart, charts, nobody, one, one);
    expect(scans).toEqual([]);
    expect(refused.map(({ artifactId, code }) => [artifactId, code])).toEqual([
      [chart, "not-scannable"],
      [charts, "not-scannable"],
      [nobody, "not-found"],
      [one, "conflict"],
    ]);
    expect(await artifactOf(service.client, charts)).toMatchObject({ state: "not-supported" });
    expect((await stop(one)).stopped).toEqual([first.scans[0]?.id]);
  });

  test("of two requests at the same moment one is accepted", async () => {
    const id = await idOf("slow/one");
    const answers = await Promise.all([create(id), create(id), create(id)]);
    expect(answers.flatMap((answer) => answer.scans)).toHaveLength(1);
    expect(answers.flatMap((answer) => answer.refused)).toHaveLength(2);
    await stop(id);
  });
});

describe("stopping", () => {
  test("ends a scan that runs, soon, and one that waits, which never runs", async () => {
    const ids = await Promise.all(["one", "two", "three", "four"].map((n) => idOf(`slow/${n}`)));
    const { scans } = await create(...ids);
    const states = async () => {
      const found = await Promise.all(
        scans.map(({ id }) => service.client.getScan({ params: { id } })),
      );
      return found.map(({ state, queuePosition }) => `${state} ${queuePosition}`);
    };
    await until(async () =>
      expect(await states()).toEqual(["scanning null", "scanning null", "queued 1", "queued 2"]),
    );
    const running = scans[0]?.id ?? "";
    await until(async () => {
      const { progress, bytes } = await service.client.getScan({ params: { id: running } });
      expect(progress).toBeGreaterThan(0.02);
      expect(bytes?.done).toBeLessThan(bytes?.total ?? 0);
    });
    const { stopped } = await stop(...ids);
    expect(stopped.sort()).toEqual(scans.map((scan) => scan.id).sort());
    expect(await states()).toEqual(scans.map(() => "stopped null"));
    // The workers are free again at once: another scan does not wait for the slow ones.
    await scan(service.client, await idOf("team/app"));
    expect(await states()).toEqual(scans.map(() => "stopped null"));
    const log = await service.client.getScanLog({ params: { id: running } });
    expect(log.lines.at(-1)?.message).toBe("Stopped by admin.");
    expect(log.ended).toBe(true);
    expect((await stop(...ids)).stopped).toEqual([]);
  });
});

describe("events", () => {
  test("tell of a scan's way, its log and its indexes as it happens", async () => {
    const multi = await newestOf(service.client, "team/multi");
    const [child] = multi.children ?? [];
    const stream = await follow();
    const { scans } = await create(child?.id ?? "");
    const of = scans[0]?.id;
    await until(() => {
      const seen = stream.events.filter((event) => event.type === "scan" && event.scanId === of);
      expect(seen.map((event) => event.type === "scan" && event.state)).toEqual(
        expect.arrayContaining(["queued", "scanning", "complete"]),
      );
      const last = seen.at(-1);
      expect(last).toMatchObject({ state: "complete", progress: 1, artifactId: child?.id });
      expect(last?.type === "scan" && last.indexIds).toContain(multi.id);
    });
    const log = await service.client.getScanLog({ params: { id: of ?? "" } });
    const lines = stream.events.flatMap((event) =>
      event.type === "log" && event.scanId === of ? event.lines : [],
    );
    expect(lines).toEqual(log.lines);
    stream.close();
  });

  test("that were missed are sent again to who comes back with the last id", async () => {
    const stream = await follow();
    await scan(service.client, await idOf("team/app"));
    await until(() => expect(stream.ids.length).toBeGreaterThan(2));
    stream.close();
    const again = await follow(stream.ids[0]);
    await until(() => expect(again.ids).toEqual(expect.arrayContaining(stream.ids.slice(1))));
    expect(again.ids).not.toContain(stream.ids[0]);
    again.close();
  });

  async function follow(lastId?: string) {
    const abort = new AbortController();
    const answer = await fetch(`${service.url}/api/v1/events`, {
      headers: { cookie: service.cookie, ...(lastId ? { "last-event-id": lastId } : {}) },
      signal: abort.signal,
    });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const events: PlimsollEvent[] = [];
    const ids: string[] = [];
    const read = async () => {
      let text = "";
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
          const [, id, data] = /^id: (.+)\ndata: (.+)$/.exec(text.slice(0, end)) ?? [];
          if (id !== undefined && data !== undefined) {
            ids.push(id);
            events.push(eventSchema.parse(JSON.parse(data)));
          }
          text = text.slice(end + 2);
        }
      }
    };
    read().catch(() => undefined);
    return { events, ids, close: () => abort.abort() };
  }
});

function lastLayer(image: Composed): string {
  const manifest = image.blobs.get(image.descriptor.digest) ?? new Uint8Array();
  const { layers } = JSON.parse(Buffer.from(manifest).toString()) as {
    layers: { digest: string }[];
  };
  return layers.at(-1)?.digest ?? "";
}
