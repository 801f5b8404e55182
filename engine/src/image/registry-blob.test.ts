import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  buildImage,
  database,
  file,
  type LayoutImage,
  layoutFiles,
  packageJson,
} from "../../test/build-image.ts";
import {
  type FakeRegistry,
  fakeRegistry,
  type Reply,
  type Request,
  untilTestEnds,
} from "../../test/fake-registry.ts";
import { scanImage } from "../scan.ts";
import type { Image } from "./image.ts";
import { openRegistry } from "./registry.ts";
import { resumable } from "./registry-blob.ts";
import type { Answer } from "./registry-fetch.ts";

/** Does not compress, so that there is something to pull. */
const noise = Buffer.concat(
  Array.from({ length: 20_000 }, (_, n) => createHash("sha256").update(String(n)).digest()),
);
const web: LayoutImage = {
  layers: [
    [
      file("node_modules/a/package.json", packageJson("a", "1.0.0")),
      { name: "noise", content: noise },
    ],
  ],
};
const files = layoutFiles([web]);
const blob = (digest: string) => files.get(`blobs/${digest.replace(":", "/")}`) ?? Buffer.alloc(0);
const { digest, mediaType } = JSON.parse(files.get("index.json")?.toString() ?? "").manifests[0];
const layerDigest: string = JSON.parse(blob(digest).toString()).layers[0].digest;
const layer = blob(layerDigest);
const isLayer = ({ url }: Request) => url.includes(layerDigest);

/** Answers everything as it should be, and the layer from where it is asked. */
function honest({ url, range }: Request): Reply {
  const [, kind, name = ""] = /\/v2\/a\/b\/(manifests|blobs)\/(.*)$/.exec(url) ?? [];
  if (kind === "manifests") return { body: blob(digest), headers: { "content-type": mediaType } };
  if (kind !== "blobs") return { status: 404, body: "{}" };
  const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
  const bytes = blob(name);
  return from === 0
    ? { body: bytes }
    : {
        status: 206,
        body: bytes.subarray(from),
        headers: { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` },
      };
}

async function serve(answer: (request: Request, count: number) => Reply): Promise<FakeRegistry> {
  const server = await fakeRegistry(answer);
  untilTestEnds(server);
  return server;
}

async function pull(server: FakeRegistry): Promise<string[]> {
  const registry = openRegistry({ address: server.origin, retry: { baseMs: 1 } });
  untilTestEnds(registry);
  const image = (await registry.source("a/b").resolve("1")) as Image;
  const { packages } = await scanImage(image, { database: database({}) });
  return packages.map(({ name, version }) => `${name} ${version}`);
}

describe("a pull that is cut", () => {
  it("ten times at random places gives the right image, and nothing twice beyond what was on its way", async () => {
    const cuts = Array.from({ length: 10 }, () => Math.floor(Math.random() * (layer.length / 12)));
    let sent = 0;
    const server = await serve((request) => {
      const reply = honest(request);
      if (!isLayer(request)) return reply;
      const cutAfter = cuts.pop();
      sent += cutAfter ?? Buffer.from(reply.body ?? "").length;
      return cutAfter === undefined ? reply : { ...reply, cutAfter };
    });
    expect([cuts, await pull(server)]).toEqual([[], ["a 1.0.0"]]);
    const asked = server.requests.filter(isLayer);
    expect(asked).toHaveLength(11);
    const starts = asked.map(({ range }) => Number(/=(\d+)-/.exec(range ?? "=0-")?.[1]));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    // What the socket held when it was cut is at most one chunk each time.
    expect(sent - layer.length).toBeLessThanOrEqual(10 * 65_536);
  });

  it("by a registry that knows no Range is read on from where it was", async () => {
    const server = await serve((request, count) => {
      if (!isLayer(request)) return honest(request);
      return count < 3 ? { body: layer, cutAfter: 100_000 * (count + 1) } : { body: layer };
    });
    expect(await pull(server)).toEqual(["a 1.0.0"]);
  });

  it("by a registry that gives another range than was asked for fails", async () => {
    const server = await serve((request, count) => {
      if (!isLayer(request) || count === 0)
        return isLayer(request) ? { body: layer, cutAfter: 100_000 } : honest(request);
      return {
        status: 206,
        body: layer.subarray(300_000),
        headers: { "content-range": `bytes 300000-${layer.length - 1}/${layer.length}` },
      };
    });
    await expect(pull(server)).rejects.toMatchObject({ code: "registry-answer" });
  });

  it("again and again without anything new is given up", async () => {
    const server = await serve((request, count) =>
      isLayer(request) ? { ...honest(request), cutAfter: count === 0 ? 1000 : 0 } : honest(request),
    );
    await expect(pull(server)).rejects.toMatchObject({ code: "unreachable" });
  });

  it("gets a new token when the old one has run out meanwhile", async () => {
    let valid = 1;
    const server: FakeRegistry = await serve((request, count) => {
      if (request.url.startsWith("/token")) return { body: JSON.stringify({ token: `t${valid}` }) };
      if (request.authorization !== `Bearer t${valid}`)
        return {
          status: 401,
          headers: { "www-authenticate": `Bearer realm="${server.origin}/token"` },
        };
      if (!isLayer(request) || count > 1) return honest(request);
      valid++;
      return { ...honest(request), cutAfter: 150_000 };
    });
    expect(await pull(server)).toEqual(["a 1.0.0"]);
    expect(valid).toBeGreaterThan(1);
    const ranges = server.requests.filter(isLayer).map(({ range }) => range);
    expect(ranges.filter((range) => range !== undefined).length).toBeGreaterThan(0);
  });

  it("waits as long as a registry asks when it has had enough", async () => {
    const server = await serve((request, count) =>
      isLayer(request) && count === 0
        ? { status: 429, headers: { "retry-after": "1" } }
        : honest(request),
    );
    const started = performance.now();
    expect(await pull(server)).toEqual(["a 1.0.0"]);
    expect(performance.now() - started).toBeGreaterThan(950);
  });
});

it("a pull that only trickles is given up, while its reader may be as slow as it likes", async () => {
  const slow = async function* () {
    for (;;) {
      await delay(5);
      yield new Uint8Array(1);
    }
  };
  const answer = () =>
    ({
      url: new URL("http://slow.test/"),
      status: 200,
      headers: {},
      body: slow(),
    }) as unknown as Answer;
  const drain = async () => {
    const options = {
      size: 10_000,
      signal: undefined,
      pauseMs: 1,
      trickle: { ms: 30, bytes: 1000 },
    };
    for await (const _ of resumable(answer(), { ...options, again: async () => answer() }));
  };
  await expect(drain()).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("next to nothing"),
  });
  const steady = async function* () {
    for (let n = 0; n < 5; n++) yield new Uint8Array(2000);
  };
  let came = 0;
  const options = { size: 10_000, signal: undefined, pauseMs: 1, trickle: { ms: 1, bytes: 1000 } };
  const fast = { ...answer(), body: steady() } as unknown as Answer;
  for await (const chunk of resumable(fast, { ...options, again: async () => fast })) {
    await delay(5);
    came += chunk.length;
  }
  expect(came).toBe(10_000);
});

describe("a layer that is not there to be read", () => {
  const scan = async (type: string, gone = false) => {
    const image = buildImage(web.layers);
    const [made] = image.layers;
    if (!made) throw new Error("no layer was built");
    const server = await serve(() => ({ status: 404, body: "{}" }));
    const registry = openRegistry({ address: server.origin });
    untilTestEnds(registry);
    const { PlimsollError } = await import("../error.ts");
    const missing = () => Promise.reject(new PlimsollError("not-found", "it is not here"));
    return scanImage(
      { ...image, layers: [{ ...made, mediaType: type, ...(gone ? { open: missing } : {}) }] },
      { database: database({}) },
    );
  };

  it.each([
    ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", /encrypted/],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", /foreign/],
    ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", /foreign/],
  ])("%s is said, and the scan goes on", async (type, reason) => {
    const { packages, skipped } = await scan(type, true);
    expect(packages).toEqual([]);
    expect(skipped).toEqual([{ path: "", layer: 0, reason: expect.stringMatching(reason) }]);
  });

  it("but a foreign one that the registry holds is read", async () => {
    const { packages } = await scan("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
    expect(packages).toHaveLength(1);
  });

  it("and any other that is missing fails the scan", async () => {
    await expect(scan("application/vnd.oci.image.layer.v1.tar+gzip", true)).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
