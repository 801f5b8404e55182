import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  buildImage,
  type Entry,
  file,
  gzipped,
  hardlink,
  packageJson,
  pax,
  type StoredLayer,
  sha256,
  tar,
  tarEntry,
} from "../../test/build-image.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { unpackTree } from "./layer-inventory.ts";
import { readLayer } from "./read-layer.ts";

async function read(layer: readonly Entry[] | StoredLayer, limits: Partial<Limits> = {}) {
  const [built] = buildImage([layer]).layers;
  if (!built) throw new Error("no layer was built");
  return readLayer(built, { limits: { ...defaultLimits, ...limits } });
}

const module = file("app/node_modules/left-pad/package.json", packageJson("left-pad", "1.3.0"));
const packagesOf = (inventory: Awaited<ReturnType<typeof read>>) =>
  inventory.files.flatMap(({ path, reading }) =>
    (reading.packages ?? []).map(({ name, version }) => `${path} ${name} ${version}`),
  );

describe("a layer's bytes", () => {
  const bytes = tar([module]);
  it.each<[string, Buffer]>([
    ["plain", bytes],
    ["gzip", gzipSync(bytes)],
    [
      "gzip in several members",
      Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]),
    ],
    ["zstd", zstdCompressSync(bytes)],
    [
      "zstd in several frames",
      Buffer.concat([
        zstdCompressSync(bytes.subarray(0, 700)),
        zstdCompressSync(bytes.subarray(700)),
      ]),
    ],
  ])("are read as they are, whatever the media type says: %s", async (_, stored) => {
    const inventory = await read({ tar: bytes, stored });
    expect(packagesOf(inventory)).toEqual([
      "app/node_modules/left-pad/package.json left-pad 1.3.0",
    ]);
    expect(inventory.size).toBe(bytes.length);
  });

  const good = gzipped(bytes);
  const zeros = sha256(Buffer.alloc(0));
  it.each<[string, StoredLayer, string, RegExp]>([
    [
      "another digest",
      { ...good, digest: zeros },
      "digest-mismatch",
      /layer 0 should be sha256:e3b0c4.* but is sha256:/,
    ],
    [
      "another diffID",
      { ...good, diffId: zeros },
      "digest-mismatch",
      /the tar in layer 0 .* should be sha256:e3b0c4/,
    ],
    [
      "more bytes than the manifest says",
      { ...good, size: good.stored.length - 1 },
      "digest-mismatch",
      /larger than/,
    ],
    [
      "fewer bytes than were pushed",
      { ...good, digest: sha256(good.stored), stored: good.stored.subarray(0, 60) },
      "digest-mismatch",
      /layer 0 should be/,
    ],
    [
      "gzip that was cut before it was pushed",
      { ...good, stored: good.stored.subarray(0, 60) },
      "layer-invalid",
      /gzip data is damaged/,
    ],
    [
      "a tar that was cut before it was packed",
      gzipped(bytes.subarray(0, 520)),
      "layer-invalid",
      /ends in the middle/,
    ],
    ["no tar inside", gzipped(Buffer.alloc(2048, 1)), "layer-invalid", /tar header is damaged/],
    [
      "bzip2",
      { ...good, stored: Buffer.from("BZh91AY&SY and so on") },
      "layer-unsupported",
      /bzip2/,
    ],
  ])("fail the scan when they are %s", async (_, layer, code, message) => {
    await expect(read(layer)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("are hashed to their end, also behind the tar's", async () => {
    const padded = Buffer.concat([bytes, Buffer.alloc(10_240)]);
    const stored = Buffer.concat([gzipSync(padded), Buffer.alloc(40_000)]);
    expect(packagesOf(await read({ tar: padded, stored }))).toHaveLength(1);
  });

  it("stop coming when the scan is stopped", async () => {
    const stop = new AbortController();
    const [layer] = buildImage([good]).layers;
    let closed = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        closed = true;
      }
    };
    const reading = readLayer(
      {
        ...(layer as NonNullable<typeof layer>),
        size: Number.MAX_SAFE_INTEGER,
        open: async () => endless(),
      },
      { limits: defaultLimits, signal: stop.signal, onBytes: () => stop.abort() },
    );
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
    expect(closed).toBe(true);
  });
});

describe("what a hostile layer costs", () => {
  it("a sparse file of 10 GB costs a header", async () => {
    const hole: Entry = {
      name: "var/lib/dpkg/status",
      flag: "S",
      content: "x".repeat(512),
      patch: (header) => header.write("120000000000 ", 483),
    };
    const inventory = await read([hole, module]);
    expect(packagesOf(inventory)).toHaveLength(1);
    expect(inventory.skipped).toEqual([
      { path: "var/lib/dpkg/status", reason: "stored as a sparse file" },
    ]);
  });

  it("a PAX sparse file likewise", async () => {
    const records = {
      "GNU.sparse.major": "1",
      "GNU.sparse.minor": "0",
      "GNU.sparse.name": "etc/os-release",
      "GNU.sparse.realsize": "10737418240",
    };
    const inventory = await read([
      pax(records),
      file("GNUSparseFile.0/x", "1\n0\n512\n".padEnd(512, "\0")),
      module,
    ]);
    expect(packagesOf(inventory)).toHaveLength(1);
    expect(inventory.skipped).toEqual([
      { path: "etc/os-release", reason: "stored as a sparse file" },
    ]);
  });

  it.each<[keyof Limits, number, Entry[]]>([
    ["layerRatio", 2, [{ name: "zeros", content: Buffer.alloc(3_000_000) }]],
    ["layerBytes", 1_000_000, [{ name: "zeros", content: Buffer.alloc(3_000_000) }]],
    ["layerEntries", 2, [file("a"), file("b"), file("c")]],
    ["layerNameBytes", 20, [file("a".repeat(15)), file("b".repeat(15))]],
    ["tarRecordBytes", 100, [pax({ path: "p".repeat(200) }), file("a")]],
    ["layerPackages", 1, [module, file("node_modules/b/package.json", packageJson("b", "1"))]],
  ])("ends at the limit %s, which it names", async (limit, value, entries) => {
    const floor = limit === "layerRatio" ? { layerRatioFloorBytes: 100_000 } : {};
    const limits = { ...floor, [limit]: value };
    await expect(read(entries, limits)).rejects.toMatchObject({
      code: "limit-exceeded",
      message: expect.stringContaining(limit),
    });
  });

  it.each<[keyof Limits, number]>([
    ["metadataFileBytes", 10],
    ["layerReadBytes", 10],
    ["pathBytes", 20],
  ])("leaves out what is past the limit %s and says so", async (limit, value) => {
    const inventory = await read([module, file("a")], { [limit]: value });
    expect(packagesOf(inventory)).toEqual([]);
    expect(inventory.skipped).toEqual([
      { path: "app/node_modules/left-pad/package.json", reason: expect.stringContaining(limit) },
    ]);
  });

  it("keeps some reasons and counts the rest", async () => {
    const inventory = await read(
      Array.from({ length: 9 }, (_, n) => file(`../${n}`)),
      { skippedKept: 2 },
    );
    expect(inventory.skipped).toHaveLength(2);
    expect(inventory.skippedMore).toBe(7);
  });
});

describe("names in a layer", () => {
  it.each<[string, string]>([
    ["./app/node_modules/a/package.json", "app/node_modules/a/package.json"],
    ["/app/node_modules/a/package.json", "app/node_modules/a/package.json"],
    ["app//./x/../node_modules/a/package.json", "app/node_modules/a/package.json"],
  ])("%s is read as %s", async (name, path) => {
    expect(packagesOf(await read([file(name, packageJson("a", "1"))]))).toEqual([`${path} a 1`]);
  });

  it("that lead out of the image are left out and said", async () => {
    const inventory = await read([
      file("../node_modules/a/package.json", packageJson("a", "1")),
      file("a/../../etc/os-release", "ID=evil"),
    ]);
    expect(inventory.files).toEqual([]);
    expect(inventory.skipped.map(({ path }) => path)).toEqual([
      "../node_modules/a/package.json",
      "a/../../etc/os-release",
    ]);
  });

  it("that are no UTF-8 are kept apart", async () => {
    const name = (byte: number) => Buffer.from([0x61, byte]);
    const inventory = await read([{ name: name(0xfe) }, { name: name(0xff) }]);
    expect(unpackTree(inventory.tree)).toHaveLength(2);
  });

  it("that come twice count as last written", async () => {
    const path = "node_modules/a/package.json";
    expect(
      packagesOf(
        await read([file(path, packageJson("a", "1")), file(path, packageJson("a", "2"))]),
      ),
    ).toEqual([`${path} a 2`]);
    expect(
      packagesOf(
        await read([file(path, packageJson("a", "1")), { name: path, flag: "2", link: "x" }]),
      ),
    ).toEqual([]);
  });

  it("of devices and pipes are names only", async () => {
    const inventory = await read([
      { name: "etc/os-release", flag: "3", size: 4000 },
      { name: "var/lib/dpkg/status", flag: "4" },
      { name: "lib/apk/db/installed", flag: "6" },
      module,
    ]);
    expect(packagesOf(inventory)).toHaveLength(1);
    expect(unpackTree(inventory.tree)).toHaveLength(4);
  });
});

describe("marks for the layers below", () => {
  it("are told by their whole name", async () => {
    const inventory = await read([
      file("bin/.wh.which"),
      file("bin/wh.which"),
      file("bin/which.wh.x"),
      file("opt/.wh..wh..opq"),
      file(".wh..wh.plnk/1.2"),
      file(".wh..wh.aufs"),
      file("x/.wh."),
      file("x/.wh..."),
    ]);
    expect(inventory.whiteouts).toEqual(["bin/which"]);
    expect(inventory.opaque).toEqual(["opt"]);
    expect(unpackTree(inventory.tree)).toEqual(["bin/wh.which", "bin/which.wh.x"]);
  });
});

describe("files that cannot be used", () => {
  it("are said, and the rest is read", async () => {
    const inventory = await read([
      file("node_modules/broken/package.json", "{"),
      file("node_modules/unnamed/package.json", '{"version":"1"}'),
      file("etc/os-release", "NAME=x"),
      module,
    ]);
    expect(packagesOf(inventory)).toHaveLength(1);
    expect(inventory.skipped).toEqual([
      { path: "node_modules/broken/package.json", reason: "package.json is no JSON" },
      {
        path: "node_modules/unnamed/package.json",
        reason: "package.json gives no name or no version",
      },
      { path: "etc/os-release", reason: "os-release gives no ID" },
    ]);
  });

  it("are no reason to lose a hard link's content", async () => {
    const second = "app/node_modules/b/package.json";
    const inventory = await read([
      module,
      hardlink(second, "./app/node_modules/left-pad/package.json"),
    ]);
    expect(packagesOf(inventory)).toContain(`${second} left-pad 1.3.0`);
  });
});

it("gives JSON that means the same again", async () => {
  const inventory = await read([module, file("bin/.wh.x"), { name: "l", flag: "2", link: "app" }]);
  expect(JSON.parse(JSON.stringify(inventory))).toEqual(inventory);
});

it("reads a layer whose entries end with the stream", async () => {
  const bytes = tarEntry(module);
  expect(packagesOf(await read({ tar: bytes, stored: bytes }))).toHaveLength(1);
});
