import { describe, expect, it } from "vitest";
import {
  advisory,
  alpineRelease,
  apkInstalled,
  buildImage,
  database,
  debianRelease,
  dpkgStatus,
  type Entry,
  file,
  folder,
  gzipped,
  hardlink,
  packageJson,
  sha256,
  symlink,
  tar,
} from "../test/build-image.ts";
import type { Image } from "./image/image.ts";
import type { LayerInventory } from "./layer/layer-inventory.ts";
import type { ScanProgress } from "./read-inventory.ts";
import { type ScanOptions, scanImage } from "./scan.ts";

const nothing = database({});
const scan = (image: Image, options: Partial<ScanOptions> = {}) =>
  scanImage(image, { database: nothing, ...options });
/** `name version layer` of what is installed. */
async function installed(...layers: readonly (readonly Entry[])[]): Promise<string[]> {
  const { packages } = await scan(buildImage(layers));
  return packages.map(({ name, version, layer }) => `${name} ${version} ${layer.index}`);
}
const module = (path: string, name = path, version = "1.0.0") =>
  file(`${path}/package.json`, packageJson(name, version));

describe("layers on one another", () => {
  const a = module("app/node_modules/a", "a");
  const b = module("app/node_modules/b", "b");

  it.each<[string, Entry[][], string[]]>([
    [
      "a whiteout of the file",
      [[a, b], [file("app/node_modules/a/.wh.package.json")]],
      ["b 1.0.0 0"],
    ],
    ["a whiteout of a folder above", [[a, b], [file("app/.wh.node_modules")]], []],
    [
      "an opaque folder",
      [
        [a, b],
        [file("app/node_modules/.wh..wh..opq"), b],
      ],
      ["b 1.0.0 0"],
    ],
    ["an opaque root", [[a, b], [file(".wh..wh..opq")]], []],
    ["a file in a folder's place", [[a, b], [file("app/node_modules/a")]], ["b 1.0.0 0"]],
    ["a link in a folder's place", [[a, b], [symlink("app", "srv")]], []],
    ["a device in a folder's place", [[a, b], [{ name: "app", flag: "3" }]], []],
    [
      "a folder in a file's place",
      [[file("lib/x.egg-info", "Name: x\nVersion: 1\n")], [folder("lib/x.egg-info")]],
      [],
    ],
    ["a newer file", [[a], [module("app/node_modules/a", "a", "2.0.0")]], ["a 2.0.0 1"]],
  ])("%s hides what lies below", async (_, layers, expected) => {
    expect(await installed(...layers)).toEqual(expected);
  });

  it.each<[string, Entry[][], string[]]>([
    [
      "a whiteout never hides its own layer's file",
      [[a], [file("app/node_modules/.wh.a"), module("app/node_modules/a", "a", "2.0.0")]],
      ["a 2.0.0 1"],
    ],
    [
      "an opaque mark after the files",
      [[a], [b, file("app/node_modules/.wh..wh..opq")]],
      ["b 1.0.0 1"],
    ],
    [
      "a name that only looks like one's beginning",
      [[a, module("app/node_modules/ab", "ab")], [file("app/node_modules/.wh.a")]],
      ["ab 1.0.0 0"],
    ],
    [
      "a dot in a whiteout is a dot",
      [
        [module("node_modules/a.b", "a.b"), module("node_modules/axb", "axb")],
        [file("node_modules/.wh.a.b")],
      ],
      ["axb 1.0.0 0"],
    ],
    [
      "a folder on a folder keeps what is in it",
      [[a], [folder("app"), folder("app/node_modules"), b]],
      ["a 1.0.0 0", "b 1.0.0 1"],
    ],
    ["taken away and brought back", [[a], [file("app/node_modules/.wh.a")], [a]], ["a 1.0.0 0"]],
  ])("%s", async (_, layers, expected) => {
    expect(await installed(...layers)).toEqual(expected);
  });
});

describe("the layer that a package comes from", () => {
  it("is the lowest whose database holds the same version", async () => {
    expect(
      await installed(
        [
          ...alpineRelease(),
          file("lib/apk/db/installed", apkInstalled("musl 1.2.4-r2", "zlib 1.2.13-r1")),
        ],
        [
          file(
            "lib/apk/db/installed",
            apkInstalled("musl 1.2.4-r2", "zlib 1.3-r0", "curl 8.5.0-r0"),
          ),
        ],
      ),
    ).toEqual(["curl 8.5.0-r0 1", "musl 1.2.4-r2 0", "zlib 1.3-r0 1"]);
  });

  it("has the command of the history", async () => {
    const image = buildImage(
      [[], [module("node_modules/a", "a")]],
      ["ADD rootfs", "RUN npm install a"],
    );
    const { packages } = await scan(image);
    expect(packages[0]?.layer).toMatchObject({ index: 1, command: "RUN npm install a" });
  });
});

describe("what the system owns", () => {
  const npm = "usr/lib/node_modules/npm/node_modules/tar/package.json";
  const tarModule = file(npm, packageJson("tar", "6.1.0"));

  it("is not reported a second time as a module: apk", async () => {
    const record = `${apkInstalled("npm 9.1.2-r0")}F:usr/lib/node_modules/npm/node_modules/tar\nR:package.json\n`;
    expect(
      await installed([...alpineRelease(), file("lib/apk/db/installed", record), tarModule]),
    ).toEqual(["npm 9.1.2-r0 0"]);
  });

  it.each([
    ["list", `/usr\n/${npm}\n`],
    ["md5sums", `0123456789abcdef0123456789abcdef  ${npm}\n`],
  ])("is not reported a second time as a module: dpkg .%s", async (kind, content) => {
    expect(
      await installed([
        ...debianRelease,
        file("var/lib/dpkg/status", dpkgStatus("npm 9.2.0")),
        file(`var/lib/dpkg/info/npm:all.${kind}`, content),
        tarModule,
      ]),
    ).toEqual(["npm 9.2.0 0"]);
  });

  it("stays when the package is a third party's, for which there are no advisories", async () => {
    const status = `${dpkgStatus("nodejs 20.1.0-1nodesource1")}Maintainer: NodeSource <operations@nodesource.com>\n`;
    const { packages, skipped } = await scan(
      buildImage([
        [
          ...debianRelease,
          file("var/lib/dpkg/status", status),
          file("var/lib/dpkg/info/nodejs.list", `/${npm}\n`),
          tarModule,
        ],
      ]),
    );
    expect(packages.map(({ name }) => name)).toEqual(["nodejs", "tar"]);
    expect(skipped.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining("not Debian's own"),
    );
  });
});

describe("a scan", () => {
  const image = buildImage(
    [
      [
        ...alpineRelease("3.18.9"),
        file("lib/apk/db/installed", apkInstalled("libssl3 3.1.3-r0 openssl", "musl 1.2.4-r2")),
      ],
      [module("node_modules/left-pad", "left-pad", "1.2.0")],
    ],
    ["ADD rootfs", "RUN npm install"],
  );
  const known = database({
    "Alpine:v3.18/openssl": [
      advisory({ id: "CVE-2023-5363", ranges: [{ introduced: "0", fixed: "3.1.4-r0" }] }),
    ],
    "npm/left-pad": [
      advisory({
        id: "GHSA-aaaa-bbbb-cccc",
        severity: "low",
        ranges: [{ introduced: "0", fixed: "1.3.0" }],
      }),
    ],
  });

  it("joins what is installed with what is known", async () => {
    const result = await scan(image, { database: known });
    expect(result).toMatchObject({
      schemaVersion: 1,
      image: { reference: "test", platform: "linux/amd64" },
      os: { family: "alpine", release: "3.18", version: "3.18.9" },
      summary: { high: 1, low: 1, total: 2, fixable: 2 },
      skipped: [],
    });
    expect(result.findings).toMatchObject([
      {
        id: "CVE-2023-5363",
        status: "fixed",
        fixedVersions: ["3.1.4-r0"],
        package: {
          name: "libssl3",
          purl: "pkg:apk/alpine/libssl3@3.1.3-r0?arch=x86_64&distro=alpine-3.18.9",
        },
        layer: { index: 0, command: "ADD rootfs" },
        why: "openssl < 3.1.4-r0 (Alpine:v3.18, source of libssl3)",
      },
      {
        id: "GHSA-aaaa-bbbb-cccc",
        package: { purl: "pkg:npm/left-pad@1.2.0" },
        layer: { index: 1 },
      },
    ]);
  });

  it("tells how far it is, up to all bytes and never back", async () => {
    const seen: ScanProgress[] = [];
    await scan(image, { onProgress: (progress) => seen.push(progress) });
    const bytes = seen.map(({ bytesDone }) => bytesDone);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ phase: "matching" });
    expect(bytes.at(-1)).toBe(seen[0]?.bytesTotal);
  });

  it("logs each layer with its packages", async () => {
    const lines: string[] = [];
    await scan(image, { log: (_, line) => lines.push(line) });
    for (const [index, { digest }] of image.layers.entries())
      expect(lines.filter((line) => line.includes(`layer ${index} ${digest}`))).toHaveLength(1);
    expect(lines.join("\n")).toMatch(/2 packages[\s\S]*1 package/);
  });

  it("does not read a layer again that the cache knows, and finds the same", async () => {
    const kept = new Map<string, LayerInventory>();
    const cache = {
      get: async (diffId: string) => kept.get(diffId) ?? null,
      put: async (diffId: string, inventory: LayerInventory) => {
        kept.set(diffId, JSON.parse(JSON.stringify(inventory)));
      },
    };
    const linked = buildImage([
      [
        ...debianRelease,
        file("store/1", dpkgStatus("a 1")),
        hardlink("var/lib/dpkg/status", "store/1"),
      ],
    ]);
    for (const one of [image, linked]) {
      const first = await scan(one, { database: known, cache });
      const unreadable = {
        ...one,
        layers: one.layers.map((layer) => ({
          ...layer,
          open: () => Promise.reject(new Error("read again")),
        })),
      };
      expect(await scan(unreadable, { database: known, cache })).toEqual(first);
    }
  });

  it("reads a layer once that the image has twice", async () => {
    let opened = 0;
    const twice = buildImage([[module("node_modules/a", "a")], [], []]);
    const counted = twice.layers.map((layer) => ({
      ...layer,
      open: () => {
        opened++;
        return layer.open();
      },
    }));
    const { packages } = await scan({ ...twice, layers: counted });
    expect([packages.length, opened]).toEqual([1, 2]);
  });

  it("stops at the first layer that fails and reads no further one", async () => {
    const opened: number[] = [];
    const broken = buildImage([
      gzipped(tar([])),
      { ...gzipped(tar([])), digest: sha256(Buffer.alloc(1)) },
      ...Array.from({ length: 6 }, () => []),
    ]);
    const watched = {
      ...broken,
      layers: broken.layers.map((layer) => ({
        ...layer,
        open: () => {
          opened.push(layer.index);
          return layer.open();
        },
      })),
    };
    await expect(scan(watched)).rejects.toMatchObject({ code: "digest-mismatch" });
    expect(opened.length).toBeLessThan(8);
  });

  it("is stopped by its signal", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(scan(image, { signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  });

  it("of an image without layers is empty", async () => {
    expect(await scan(buildImage([]))).toMatchObject({
      os: null,
      packages: [],
      findings: [],
      skipped: [],
    });
  });
});
