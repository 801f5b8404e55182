import type { Artifact } from "@plimsoll/api";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  refusal,
  scan,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

const old = { "apk-tools": "2.14.4-r1", busybox: "1.36.1-r0" };
const mended = { ...old, busybox: "1.36.1-r20" };

let service: TestService;
let registry: RunningRegistry;
let host: string;
const artifacts = new Map<string, Artifact>();
beforeAll(async () => {
  service = await startTestService();
  const app = (base: typeof old, zlib: string, architecture = "amd64") =>
    alpineImage(base, { later: { zlib }, architecture });
  registry = await serveImages({
    "team/base": {
      "3.18": await alpineImage(old),
      "3.18.1": await alpineImage(old, { created: "2024-06-01T10:00:00Z" }),
      "3.18.2": await alpineImage(mended),
    },
    "team/app": { "1.0": await app(old, "1.2.13-r0"), "1.1": await app(mended, "1.2.13-r2") },
    "team/both": {
      v1: composeIndex([await app(mended, "1.2.13-r0"), await app(old, "1.2.13-r0", "arm64")]),
    },
  });
  host = new URL(registry.address).host;
  await addRegistry(service.client, registry.address);
  const { items: images } = await service.client.listImages();
  for (const { id, repository } of images)
    for (const artifact of (await service.client.listArtifacts({ query: { image: id } })).items) {
      for (const tag of artifact.tags) artifacts.set(`${repository}:${tag}`, artifact);
      await scan(service.client, artifact.id);
    }
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const idOf = (name: string) => artifacts.get(name)?.id ?? "";
const ask = (name: string) => ({ params: { id: idOf(name) }, query: {} });

describe("where findings came from", () => {
  test("is told by the image of a connected registry that an image begins with", async () => {
    const { base } = await service.client.getReport(ask("team/app:1.0"));
    expect(base).toMatchObject({
      reference: expect.stringContaining(`${host}/team/base:3.18`),
      layers: 1,
      confidence: "certain",
    });
    const { base: none } = await service.client.getReport(ask("team/base:3.18"));
    expect(none).toBeNull();
  });

  test("is told of each finding and each package", async () => {
    const { items } = await service.client.listFindings(ask("team/app:1.0"));
    expect(items.map(({ id, origin }) => [id, origin.from, origin.instruction?.text])).toEqual([
      ["CVE-2024-0001", "base", "ADD rootfs.tar.gz /"],
      ["CVE-2024-0003", "own", "RUN apk add"],
      ["CVE-2024-0002", "base", "ADD rootfs.tar.gz /"],
    ]);
    const packages = await service.client.listPackages(ask("team/app:1.0"));
    expect(packages.items.map(({ name, origin }) => [name, origin.from])).toEqual([
      ["apk-tools", "base"],
      ["busybox", "base"],
      ["zlib", "own"],
    ]);
  });

  test("is told of each layer, with what it brought", async () => {
    const { items } = await service.client.listLayers(ask("team/app:1.0"));
    expect(
      items.map(({ index, from, packages, summary }) => [index, from, packages, summary.total]),
    ).toEqual([
      [0, "base", 2, 2],
      [1, "own", 1, 1],
    ]);
  });
});

describe("what to do", () => {
  test("takes a newer base that is at hand before an upgrade in place, and promises what matching says", async () => {
    const { plan } = await service.client.getRemedy(ask("team/app:1.0"));
    expect(plan).toMatchObject({ verified: true, before: { total: 3 }, after: { total: 0 } });
    expect(plan.steps.map(({ kind, who, base }) => [kind, who, base?.to])).toEqual([
      ["update-base", "you", `${host}/team/base:3.18.2`],
      ["upgrade-os-packages", "you", undefined],
    ]);
  });

  test("names a newer tag of the same image that is cleaner", async () => {
    const { cleaner } = await service.client.getRemedy(ask("team/app:1.0"));
    expect(cleaner).toMatchObject([{ tag: "1.1", summary: { total: 0 }, fixed: 3, added: 0 }]);
  });

  test("is told of an index for the platform that has the most", async () => {
    const remedy = await service.client.getRemedy(ask("team/both:v1"));
    expect(remedy).toMatchObject({ platform: "linux/arm64", plan: { before: { total: 3 } } });
  });

  test("of an image that was not scanned is refused", async () => {
    const call = service.client.getRemedy({
      params: { id: "00000000-0000-4000-8000-00000000dead" },
      query: {},
    });
    expect(await refusal(call)).toMatchObject({ code: "not-found" });
  });
});

test("packages are found by name and by whether anything is known of them, page by page", async () => {
  const list = (query: object) =>
    service.client.listPackages({ params: { id: idOf("team/app:1.0") }, query });
  expect((await list({ q: "busy" })).items.map(({ name }) => name)).toEqual(["busybox"]);
  expect((await list({ affected: "true" })).total).toBe(2);
  expect((await list({ affected: "false" })).items.map(({ name }) => name)).toEqual(["apk-tools"]);
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 1, cursor });
    expect(page.total).toBe(3);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(names).toEqual(["apk-tools", "busybox", "zlib"]);
});

test("a comparison tells what came and what went", async () => {
  const comparison = await service.client.compareArtifacts({
    params: { id: idOf("team/app:1.1") },
    query: { with: idOf("team/app:1.0") },
  });
  expect(comparison).toMatchObject({
    before: { summary: { total: 3 } },
    after: { summary: { total: 0 } },
    added: [],
    unchanged: [],
  });
  expect(comparison.fixed.map(({ id }) => id)).toHaveLength(3);
  expect(
    comparison.layers.map(({ change, index, summary }) => [change, index, summary.total]),
  ).toEqual([
    ["fixed", 0, 2],
    ["fixed", 1, 1],
  ]);
  expect(comparison.packages).toEqual([
    { name: "busybox", type: "apk", from: "1.36.1-r0", to: "1.36.1-r20" },
    { name: "zlib", type: "apk", from: "1.2.13-r0", to: "1.2.13-r2" },
  ]);
});
