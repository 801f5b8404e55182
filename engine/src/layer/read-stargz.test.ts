import { describe, expect, it } from "vitest";
import {
  buildImage,
  debianRelease,
  dpkgStatus,
  type Entry,
  file,
  folder,
  hardlink,
  packageJson,
  symlink,
} from "../../test/build-image.ts";
import { estargz, type StargzLayer, zstdChunked } from "../../test/build-stargz.ts";
import type { Image } from "../image/image.ts";
import { analyserVersion } from "../inventory/analysers.ts";
import { type InventoryOptions, readInventory } from "../read-inventory.ts";
import type { LayerInventory } from "./layer-inventory.ts";

/** Does not compress. */
const noise = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, n) => (Math.sin(n) * 10_000) & 0xff));

/** A layer's every peculiarity, most of it nobody's business. */
const entries: Entry[] = [
  folder("etc"),
  ...debianRelease,
  file("usr/share/big.bin.txt", noise(300_000).toString("latin1")),
  file("srv/dpkg/status", dpkgStatus("zlib1g 1:1.2.13-1 zlib", "base-files 12")),
  symlink("var/lib/dpkg", "/srv/dpkg"),
  file("node_modules/a/package.json", packageJson("a", "1.0.0")),
  { name: "usr/share/more.txt", content: noise(200_000) },
  file("node_modules/a/package.json", packageJson("a", "2.0.0")),
  file("node_modules/long/package.json", `${packageJson("long", "1.0.0")}${" ".repeat(120_000)}`),
  file("store/c.json", packageJson("c", "3.0.0")),
  hardlink("node_modules/c/package.json", "store/c.json"),
  file("opt/.wh.gone"),
  { name: "dev/null", flag: "3" },
  file("empty"),
  { name: "usr/share/last.txt", content: noise(100_000) },
];
const lower: Entry[] = [file("opt/gone/node_modules/x/package.json", packageJson("x", "1.0.0"))];

type Watched = {
  readonly image: Image;
  readonly parts: { from: number; to: number }[];
  whole: number;
};

/** An image whose upper layer has a table of contents, in a registry that may give parts. */
function watched(
  made: StargzLayer,
  registry: { ranges?: boolean; damage?: readonly [from: number, to: number] } = {},
): Watched {
  const image = buildImage([lower, made]);
  const seen: Watched = { image, parts: [], whole: 0 };
  const layers = image.layers.map((layer) =>
    layer.index === 0
      ? layer
      : {
          ...layer,
          annotations: made.annotations,
          open: () => {
            seen.whole++;
            return layer.open();
          },
          part: async (range: { from: number; to: number }) => {
            if (registry.ranges === false) return null;
            seen.parts.push(range);
            const bytes = Buffer.from(made.stored.subarray(range.from, range.to));
            const [start, end] = registry.damage ?? [0, 0];
            return bytes.map((byte, at) =>
              at + range.from >= start && at + range.from < end ? byte ^ 0xff : byte,
            );
          },
        },
  );
  return {
    ...seen,
    image: { ...image, layers },
    get whole() {
      return seen.whole;
    },
  };
}

const read = (image: Image, options: InventoryOptions = {}) =>
  readInventory(image, { limits: { tocLayerBytes: 0 }, ...options });

const fetched = ({ parts }: Watched) => parts.reduce((sum, { from, to }) => sum + to - from, 0);

describe.each([
  ["eStargz", estargz],
  ["zstd:chunked", zstdChunked],
])("a layer in %s", (_, make) => {
  const made = make(entries);

  it("gives by its table of contents just what the whole of it gives", async () => {
    const [partial, whole] = [watched(made), watched(made)];
    const logged: string[] = [];
    const byTable = await read(partial.image, { log: (_level, line) => logged.push(line) });
    const byAll = await read(whole.image, { wholeLayers: true });
    expect(byTable).toEqual(byAll);
    expect(byAll.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...["base-files 12", "zlib1g 1:1.2.13-1", "a 2.0.0", "c 3.0.0", "long 1.0.0"],
    ]);
    expect([partial.whole, whole.whole]).toEqual([0, 2]);
    expect(fetched(partial)).toBeLessThan(made.stored.length);
    expect(logged.join("\n")).toMatch(/layer 1 .*by its table of contents \d+ of \d+ entries/);
  });

  it("gives the same layer inventories both ways", async () => {
    const kept = async (options: InventoryOptions) => {
      const found = new Map<string, LayerInventory>();
      await read(watched(made).image, {
        ...options,
        cache: { get: async () => null, put: async (key, one) => void found.set(key, one) },
      });
      return found;
    };
    const [partial, whole] = [await kept({}), await kept({ wholeLayers: true })];
    const keys = [...partial.keys()].filter((key) => key.startsWith("toc:"));
    expect(keys).toHaveLength(1);
    const { size: _one, fromToc, ...byTable } = partial.get(keys[0] ?? "") ?? {};
    const upper = buildImage([lower, made]).layers[1]?.diffId ?? "";
    const { size: _two, ...byAll } = whole.get(upper) ?? {};
    expect(fromToc).toBe(true);
    expect(byTable).toEqual(byAll);
  });

  it("is never kept under a diffID that was not verified, and is known by its table's digest", async () => {
    const kept = new Map<string, LayerInventory>();
    const cache = {
      get: async (key: string) => kept.get(key) ?? null,
      put: async (key: string, one: LayerInventory) => void kept.set(key, one),
    };
    const first = await read(watched(made).image, { cache });
    const { image } = watched(made);
    expect(kept.has(image.layers[1]?.diffId ?? "")).toBe(false);
    const again = watched(made);
    expect(await read(again.image, { cache })).toEqual(first);
    expect([again.parts, again.whole]).toEqual([[], 0]);
    // Whoever wants the whole verified does not get it from there.
    const whole = watched(made);
    await read(whole.image, { cache, wholeLayers: true });
    expect(whole.whole).toBeGreaterThan(0);
    expect(kept.get(image.layers[1]?.diffId ?? "")?.analyserVersion).toBe(analyserVersion);
  });

  it.each<[string, StargzLayer, Parameters<typeof watched>[1]]>([
    ["the registry gives no parts", made, { ranges: false }],
    ["a file's bytes were changed", made, { damage: [0, 3000] }],
    [
      "the table's bytes were changed",
      made,
      { damage: [made.stored.length - 200, made.stored.length - 100] },
    ],
    [
      "the manifest names another table",
      {
        ...made,
        annotations: Object.fromEntries(
          Object.entries(made.annotations).map(([key, value]) => [
            key,
            value.replace(/^(sha256:).{4}/, "$10000"),
          ]),
        ),
      },
      {},
    ],
    ["its version is not known", make(entries, (toc) => (toc.version = 2)), {}],
    [
      "a file lies outside",
      make(entries, (toc) => {
        for (const one of toc.entries) if (one.offset) one.offset = 2 ** 40;
      }),
      {},
    ],
    [
      "a file has another digest",
      make(entries, (toc) => {
        for (const one of toc.entries) if (one.digest) one.digest = `sha256:${"0".repeat(64)}`;
      }),
      {},
    ],
    [
      "a file has none",
      make(entries, (toc) => {
        for (const one of toc.entries) delete one.digest;
      }),
      {},
    ],
    [
      "a size is a lie",
      make(entries, (toc) => {
        for (const one of toc.entries) if (one.size) one.size = Number(one.size) + 1;
      }),
      {},
    ],
  ])("is read whole when %s, and rightly", async (_why, layer, registry) => {
    const expected = await read(watched(made).image, { wholeLayers: true });
    const one = watched(layer, registry);
    const logged: string[] = [];
    const found = await read(one.image, { log: (_level, line) => logged.push(line) });
    expect(found.packages.map(({ purl }) => purl)).toEqual(
      expected.packages.map(({ purl }) => purl),
    );
    expect(one.whole).toBeGreaterThan(0);
    expect(logged.join("\n")).toMatch(/layer 1 .* is read whole: /);
  });

  it("is read whole when most of it matters or it is small", async () => {
    const full = make([file("node_modules/a/package.json", packageJson("a", "1.0.0"))]);
    const most = watched(full);
    await read(most.image, { limits: { tocLayerBytes: 0, tocShare: 0.01 } });
    expect(most.whole).toBe(1);
    const small = watched(made);
    await read(small.image, { limits: {} });
    expect([small.parts, small.whole]).toEqual([[], 2]);
  });

  it("without a word of it in the manifest is an ordinary layer", async () => {
    const plain = watched({ ...made, annotations: {} });
    expect((await read(plain.image)).packages).toHaveLength(5);
    expect(plain.parts).toEqual([]);
  });
});

it("a program is looked into though its name says nothing, when it may be run", async () => {
  const program = {
    name: "usr/bin/tool",
    content: Buffer.concat([Buffer.from("\x7fELF"), noise(90_000)]),
  };
  const other = { name: "usr/lib/data.bin", content: noise(400_000) };
  const one = watched(zstdChunked([other, program]));
  await read(one.image);
  expect(one.whole).toBe(0);
  expect(fetched(one)).toBeGreaterThan(60_000);
  expect(fetched(one)).toBeLessThan(200_000);
});
