import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { elf, goInfo } from "../../test/build-executable.ts";
import {
  buildImage,
  database,
  type Entry,
  file,
  hardlink,
  symlink,
} from "../../test/build-image.ts";
import { member, pomProperties, zip } from "../../test/build-zip.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { scanImage } from "../scan.ts";
import { bufferBytes, partOf } from "./file-bytes.ts";
import { createHold } from "./hold.ts";
import { readLayer } from "./read-layer.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-hold-"));
beforeEach(() => void vi.stubEnv("TMPDIR", folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const program = (module: string, padding = 0) =>
  elf([
    { name: ".text", content: Buffer.alloc(padding, 1) },
    { name: ".go.buildinfo", content: goInfo("go1.21.3", `mod\t${module}\tv1.0.0\t`) },
  ]);
const jar = zip([
  member("filler", Buffer.alloc(300_000, "x"), { method: 0 }),
  pomProperties("org.a", "a", "1"),
]);

async function scanned(layers: readonly (readonly Entry[])[], limits: Partial<Limits> = {}) {
  const { packages, skipped, leftOut } = await scanImage(buildImage(layers), {
    database: database({}),
    limits,
  });
  return {
    packages: packages
      .filter(({ name }) => name !== "stdlib")
      .map(({ path, name }) => `${path} ${name}`),
    skipped: skipped.map(({ path, reason }) => `${path}: ${reason}`),
    leftOut: leftOut.map(({ path, name }) => `${path} ${name}`),
  };
}

describe("a program in a layer", () => {
  it("is read whatever its name and mode, wherever pieces of the layer end", async () => {
    const entries = [
      file("readme", "text"),
      { name: "usr/bin/one", content: program("a.org/one") },
      { name: "srv/data.bin", content: program("a.org/two", 300_000) },
      file("tiny", "\x7fELF"),
      { name: "app/a.jar", content: jar },
    ];
    const wanted = ["app/a.jar org.a:a", "srv/data.bin a.org/two", "usr/bin/one a.org/one"];
    for (const heldFileBytes of [defaultLimits.heldFileBytes, 1000, 0]) {
      const { packages, skipped } = await scanned([entries], { heldFileBytes });
      expect([...packages].sort()).toEqual(wanted);
      expect(skipped.filter((one) => !one.startsWith(":"))).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("larger than is read is skipped by its limit, and only when it is one", async () => {
    const { packages, skipped } = await scanned(
      [[{ name: "a", content: program("a.org/one", 9000) }, file("b", "x".repeat(9000))]],
      { largeFileBytes: 8000 },
    );
    expect(packages).toEqual([]);
    expect(skipped).toEqual(["a: larger than is read (limit largeFileBytes)"]);
  });

  it("counts once under its links, and under one of them when it is gone itself", async () => {
    const own = [
      { name: "bin/a", content: program("a.org/one") },
      hardlink("bin/b", "bin/a"),
      symlink("bin/c", "a"),
    ];
    expect((await scanned([own])).packages).toEqual(["bin/a a.org/one"]);
    expect((await scanned([own, [file("bin/.wh.a")]])).packages).toEqual(["bin/b a.org/one"]);
  });

  it("that a package of the system brings is counted as that", async () => {
    const status =
      "Package: tool\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\nMaintainer: D <d@debian.org>\n";
    const { packages, leftOut } = await scanned([
      [
        file("etc/os-release", 'ID=debian\nVERSION_ID="12"\n'),
        file("var/lib/dpkg/status", status),
        file(
          "var/lib/dpkg/info/tool.list",
          "/usr/bin/tool\n/usr/share/java/a.jar\n/usr/share/doc/x\n",
        ),
        { name: "usr/bin/tool", content: program("a.org/tool") },
        { name: "usr/share/java/a.jar", content: jar },
      ],
    ]);
    expect(packages).toEqual(["var/lib/dpkg/status tool"]);
    expect(leftOut).toContain("usr/bin/tool a.org/tool");
    expect(leftOut).toContain("usr/share/java/a.jar org.a:a");
  });
});

describe("what files are kept in", () => {
  const layerOf = (entries: readonly Entry[]) => {
    const [layer] = buildImage([entries]).layers;
    if (!layer) throw new Error("no layer was built");
    return layer;
  };
  const openFiles = () => readdirSync("/proc/self/fd").length;

  it.runIf(process.platform === "linux")(
    "is given back, also when the reading ends early",
    async () => {
      const limits = { ...defaultLimits, heldFileBytes: 0 };
      const layer = layerOf([{ name: "a", content: program("a.org/one", 50_000) }, file("b", "x")]);
      const before = openFiles();
      await readLayer(layer, { limits });
      const stop = new AbortController();
      await expect(
        readLayer(layer, { limits, signal: stop.signal, onBytes: () => stop.abort() }),
      ).rejects.toMatchObject({ code: "aborted" });
      await expect(
        readLayer(layer, { limits: { ...limits, layerEntries: 1 } }),
      ).rejects.toMatchObject({ code: "limit-exceeded" });
      expect(openFiles()).toBe(before);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("says why where there is no room, and the rest is read", async () => {
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    const { packages, skipped } = await scanned(
      [
        [
          { name: "a", content: program("a.org/one", 50_000) },
          { name: "b", content: program("a.org/two") },
        ],
      ],
      { heldFileBytes: 10_000 },
    );
    expect(packages).toEqual(["b a.org/two"]);
    expect(skipped[0]).toMatch(/^a: ENOENT/);
  });

  it("holds the last file only, of the size it has", () => {
    const hold = createHold({ heldFileBytes: 4 });
    try {
      for (const text of ["a longer one", "short", "abc", ""]) {
        const held = hold.start(text.length);
        for (const letter of text) held.write(Buffer.from(letter));
        const bytes = held.bytes();
        expect(bytes.size).toBe(text.length);
        expect(bytes.read(0, 99).toString()).toBe(text);
        expect(bytes.read(1, 2).toString()).toBe(text.slice(1, 3));
        expect(bytes.read(50, 2).length).toBe(0);
      }
    } finally {
      hold.close();
    }
  });

  it("gives of a part no more than there is", () => {
    const part = partOf(bufferBytes(Buffer.from("0123456789")), 8, 100);
    expect(part.size).toBe(2);
    expect(part.read(0, 100).toString()).toBe("89");
    expect(part.read(2, 1).length).toBe(0);
    expect(partOf(bufferBytes(Buffer.from("0")), 9, 1).size).toBe(0);
  });
});
