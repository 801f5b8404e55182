import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { PlimsollError } from "../error.ts";
import type { LayerInventoryCache } from "../layer/layer-inventory.ts";
import { isLayerInventory } from "./is-layer-inventory.ts";

export type FolderCacheInfo = {
  readonly folder: string;
  readonly layers: number;
  readonly bytes: number;
  readonly maxBytes: number;
};

/** Layer inventories in a folder, for several processes at once. */
export type FolderCache = LayerInventoryCache & {
  info(): Promise<FolderCacheInfo>;
  /** Takes all of them away. */
  clear(): Promise<FolderCacheInfo>;
  /** Makes room: the least recently used go until what is left fits. To be called when nothing more is kept. */
  trim(): Promise<void>;
};

type Kept = { readonly path: string; readonly bytes: number; readonly usedMs: number };

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** Unpacked, bytes: what an inventory may take when it is read back. */
const largest = 2 ** 28;
/** A file that another process is writing is left alone for this long. */
const abandonedMs = 3_600_000;
/** Use is noted no more often than this, so that reading does not mean writing. */
const noteMs = 60_000;

/**
 * Each inventory is one file, written beside its place and then moved there: it is whole or not there at all.
 * What cannot be read is as good as not there, and written again. A cache that fails costs time and not the scan.
 */
export function openFolderCache(options: {
  readonly folder: string;
  readonly maxBytes?: number;
  readonly warn?: (message: string) => void;
}): FolderCache {
  const { folder, maxBytes = 2 * 2 ** 30, warn = () => {} } = options;
  const layers = join(folder, "layers");
  let warned = false;
  let written = false;

  function complain(what: string, cause: unknown): void {
    if (warned) return;
    warned = true;
    warn(`the cache in ${folder} ${what} (${codeOf(cause)}); nothing is lost but time`);
  }

  async function* kept(): AsyncIterable<Kept> {
    for (const name of await readdir(layers).catch(() => [])) {
      const path = join(layers, name);
      const found = await stat(path).catch(() => null);
      if (found?.isFile()) yield { path, bytes: found.size, usedMs: found.mtimeMs };
    }
  }

  async function info(): Promise<FolderCacheInfo> {
    let count = 0;
    let bytes = 0;
    for await (const one of kept()) {
      if (!isDraft(one)) count++;
      bytes += one.bytes;
    }
    return { folder, layers: count, bytes, maxBytes };
  }

  return {
    async get(key, analyserVersion) {
      const path = join(layers, fileName(key, analyserVersion));
      try {
        const bytes = await readFile(path);
        const value: unknown = JSON.parse(
          (await decompress(bytes, { maxOutputLength: largest })).toString("utf8"),
        );
        if (!isLayerInventory(value) || value.analyserVersion !== analyserVersion) return null;
        await noteUse(path);
        return value;
      } catch (cause) {
        const damaged = cause instanceof SyntaxError || /^(Z_|ZSTD_|ERR_)/.test(codeOf(cause));
        if (!damaged && codeOf(cause) !== "ENOENT") complain("cannot be read", cause);
        return null;
      }
    },
    async put(key, inventory) {
      const path = join(layers, fileName(key, inventory.analyserVersion));
      const draft = `${path}.${process.pid}-${randomUUID()}.part`;
      try {
        await mkdir(layers, { recursive: true, mode: 0o700 });
        const bytes = await compress(JSON.stringify(inventory), {
          params: {
            [constants.ZSTD_c_compressionLevel]: 1,
            [constants.ZSTD_c_checksumFlag]: 1,
          },
        });
        if (bytes.length > maxBytes) return;
        await writeNew(draft, bytes);
        await rename(draft, path);
        written = true;
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => {});
        complain("cannot be written", cause);
      }
    },
    info,
    async clear() {
      const before = await info();
      await rm(layers, { recursive: true, force: true }).catch((cause: unknown) => {
        throw new PlimsollError("io", `${layers} cannot be cleared (${codeOf(cause)})`, {
          cause,
          hint: "Check the folder and its permissions.",
        });
      });
      return before;
    },
    async trim() {
      if (!written) return;
      const all: Kept[] = [];
      let bytes = 0;
      for await (const one of kept()) {
        all.push(one);
        bytes += one.bytes;
      }
      const now = Date.now();
      for (const one of all)
        if (isDraft(one) && now - one.usedMs > abandonedMs) {
          await rm(one.path, { force: true }).catch(() => {});
          bytes -= one.bytes;
        }
      if (bytes <= maxBytes) return;
      const oldestFirst = all.filter((one) => !isDraft(one)).sort((a, b) => a.usedMs - b.usedMs);
      for (const one of oldestFirst) {
        // Some room besides, so that the next layer does not mean the same again.
        if (bytes <= maxBytes * 0.9) break;
        await rm(one.path, { force: true }).catch(() => {});
        bytes -= one.bytes;
      }
    },
  };
}

/** A digest has no other characters; what a table of contents vouched for has a prefix. */
function fileName(key: string, analyserVersion: number): string {
  return `${key.replace(/[^A-Za-z0-9]/g, "-")}.v${analyserVersion}`;
}

function isDraft({ path }: Kept): boolean {
  return path.endsWith(".part");
}

async function writeNew(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

/** The time of change tells the time of use: file systems seldom note when they were read. */
async function noteUse(path: string): Promise<void> {
  const now = new Date();
  const found = await stat(path).catch(() => null);
  if (found && now.getTime() - found.mtimeMs > noteMs) await utimes(path, now, now).catch(() => {});
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException | null)?.code ?? "unknown reason";
}
