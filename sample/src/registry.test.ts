import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakLastLayer, composeImage, composeIndex, type Descriptor } from "./compose.ts";
import { type RunningRegistry, serveImages } from "./registry.ts";

const spec = {
  platform: { os: "linux", architecture: "amd64" },
  created: "2024-01-01T00:00:00Z",
  steps: [
    { command: "ADD one", files: [{ path: "etc/one", content: "1" }] },
    { command: "ENV A=b" },
    { command: "ADD two", files: [{ path: "etc/two", content: "2".repeat(5000) }] },
  ],
};

let registry: RunningRegistry;
beforeAll(async () => {
  const image = await composeImage(spec);
  registry = await serveImages({
    "one/app": { "1": image, latest: image },
    "one/broken": { "1": breakLastLayer(image) },
    "two/index": { "1": composeIndex([image]) },
  });
});
afterAll(() => registry.close());

const get = (path: string, init?: RequestInit) => fetch(`${registry.address}${path}`, init);
const sha256 = (bytes: ArrayBuffer) =>
  `sha256:${createHash("sha256").update(new Uint8Array(bytes)).digest("hex")}`;

async function layersOf(repository: string): Promise<Descriptor[]> {
  const answer = await get(`/v2/${repository}/manifests/1`);
  return ((await answer.json()) as { layers: Descriptor[] }).layers;
}

describe("the sample registry", () => {
  it("lists in pages that lead to the next by Link", async () => {
    const first = await get("/v2/_catalog?n=2");
    expect(await first.json()).toEqual({ repositories: ["one/app", "one/broken"] });
    const [, next = ""] = /<(.+)>; rel="next"/.exec(first.headers.get("link") ?? "") ?? [];
    const second = await get(next);
    expect(await second.json()).toEqual({ repositories: ["two/index"] });
    expect(second.headers.get("link")).toBeNull();
  });

  it("gives manifests by tag and by digest, and blobs whose bytes have their digest", async () => {
    const byTag = await get("/v2/one/app/manifests/latest");
    const digest = byTag.headers.get("docker-content-digest") ?? "";
    expect(sha256(await byTag.arrayBuffer())).toBe(digest);
    expect((await get(`/v2/one/app/manifests/${digest}`)).status).toBe(200);
    for (const layer of await layersOf("one/app")) {
      const blob = await get(`/v2/one/app/blobs/${layer.digest}`);
      expect(sha256(await blob.arrayBuffer())).toBe(layer.digest);
    }
  });

  it("gives a blob from a byte on", async () => {
    const [layer] = await layersOf("one/app");
    const path = `/v2/one/app/blobs/${layer?.digest}`;
    const whole = new Uint8Array(await (await get(path)).arrayBuffer());
    const rest = await get(path, { headers: { range: "bytes=10-" } });
    expect(rest.status).toBe(206);
    expect(new Uint8Array(await rest.arrayBuffer())).toEqual(whole.slice(10));
  });

  it("serves a broken layer with as many bytes as were promised, but other ones", async () => {
    const last = (await layersOf("one/broken")).at(-1);
    const bytes = await (await get(`/v2/one/broken/blobs/${last?.digest}`)).arrayBuffer();
    expect(bytes.byteLength).toBe(last?.size);
    expect(sha256(bytes)).not.toBe(last?.digest);
  });

  it.each([
    ["GET", "/v2/none/app/tags/list", 404, "NAME_UNKNOWN"],
    ["GET", "/v2/one/app/manifests/none", 404, "MANIFEST_UNKNOWN"],
    ["GET", `/v2/one/app/blobs/sha256:${"0".repeat(64)}`, 404, "BLOB_UNKNOWN"],
    ["GET", "/elsewhere", 404, "NOT_FOUND"],
    ["DELETE", "/v2/one/app/manifests/1", 405, "UNSUPPORTED"],
    ["PUT", "/v2/one/app/manifests/2", 405, "UNSUPPORTED"],
    ["GET", "/v2/one/app/manifests/__proto__", 404, "MANIFEST_UNKNOWN"],
    ["GET", "/v2/%E0%A4%A/tags/list", 400, "NAME_INVALID"],
  ])("answers %s %s with %i", async (method, path, status, code) => {
    const answer = await get(path, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ errors: [{ code }] });
  });

  it("composes the same digests each time, so that nothing is scanned twice", async () => {
    const [one, two] = await Promise.all([composeImage(spec), composeImage(spec)]);
    expect(one.descriptor).toEqual(two.descriptor);
  });
});
