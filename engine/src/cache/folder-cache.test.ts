import { chmod, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LayerInventory, packTree } from "../layer/layer-inventory.ts";
import { openFolderCache } from "./folder-cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-cache-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const digest = (n: number) => `sha256:${n.toString(16).padStart(64, "0")}`;
const inventory = (n: number): LayerInventory => ({
  analyserVersion: 7,
  size: n,
  entries: 1,
  whiteouts: [],
  opaque: [],
  directories: [],
  tree: packTree([`file-${n}`]),
  links: [],
  hardLinks: [],
  files: [],
  linked: [],
  skipped: [],
  skippedMore: 0,
});
const files = async () => (await readdir(join(folder, "layers"))).sort();

describe("the cache in a folder", () => {
  it("gives back what was kept, by diffID and version", async () => {
    const cache = openFolderCache({ folder });
    expect(await cache.get(digest(1), 7)).toBeNull();
    await cache.put(digest(1), inventory(1));
    expect(await openFolderCache({ folder }).get(digest(1), 7)).toEqual(inventory(1));
    expect(await cache.get(digest(1), 8)).toBeNull();
    expect(await cache.get(digest(2), 7)).toBeNull();
    expect(await cache.info()).toMatchObject({ layers: 1, folder });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut short", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["something else", () => Buffer.from("{}")],
    ["changed in one byte", (bytes) => Buffer.from(bytes).fill(bytes[40] ? 0 : 1, 40, 41)],
  ])("takes a file that is %s for none, and writes it again", async (_, damage) => {
    const said: string[] = [];
    const cache = openFolderCache({ folder, warn: (message) => said.push(message) });
    await cache.put(digest(1), inventory(1));
    const [name = ""] = await files();
    const path = join(folder, "layers", name);
    await writeFile(path, damage(await readFile(path)));
    expect(await cache.get(digest(1), 7)).toBeNull();
    await cache.put(digest(1), inventory(1));
    expect(await cache.get(digest(1), 7)).toEqual(inventory(1));
    expect(said).toEqual([]);
  });

  it("holds no more than it may: what was not used for longest goes", async () => {
    const cache = openFolderCache({ folder });
    for (let n = 0; n < 10; n++) {
      await cache.put(digest(n), inventory(n));
      const [name = ""] = (await files()).filter((one) => one.includes(digest(n).slice(7)));
      await utimes(join(folder, "layers", name), n + 1000, n + 1000);
    }
    const { bytes } = await cache.info();
    const small = openFolderCache({ folder, maxBytes: bytes });
    // Its use is noted: it is not the oldest any more.
    expect(await small.get(digest(0), 7)).not.toBeNull();
    await small.put(digest(10), inventory(10));
    await small.trim();
    expect((await small.info()).bytes).toBeLessThanOrEqual(bytes);
    expect(await small.get(digest(0), 7)).not.toBeNull();
    expect(await small.get(digest(10), 7)).not.toBeNull();
    expect(await small.get(digest(1), 7)).toBeNull();
  });

  it("is written by several at once and is whole for each", async () => {
    const caches = Array.from({ length: 8 }, () => openFolderCache({ folder }));
    await Promise.all(
      caches.flatMap((cache) => [1, 2, 3].map((n) => cache.put(digest(n), inventory(n)))),
    );
    await Promise.all(caches.map((cache) => cache.trim()));
    for (const n of [1, 2, 3]) expect(await caches[0]?.get(digest(n), 7)).toEqual(inventory(n));
    expect(await files()).toHaveLength(3);
  });

  it("is emptied", async () => {
    const cache = openFolderCache({ folder });
    await cache.put(digest(1), inventory(1));
    expect(await cache.clear()).toMatchObject({ layers: 1 });
    expect(await cache.info()).toMatchObject({ layers: 0, bytes: 0 });
    await cache.clear();
  });

  it("that cannot be used costs the scan nothing and is said once", async () => {
    const said: string[] = [];
    const place = join(folder, "file");
    await writeFile(place, "");
    await chmod(place, 0o400);
    const cache = openFolderCache({ folder: place, warn: (message) => said.push(message) });
    await cache.put(digest(1), inventory(1));
    expect(await cache.get(digest(1), 7)).toBeNull();
    await cache.put(digest(1), inventory(1));
    await cache.trim();
    expect(said).toEqual([expect.stringContaining("nothing is lost but time")]);
  });
});
