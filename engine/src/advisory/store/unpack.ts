import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { decompress } from "../../layer/decompress.ts";
import { defaultLimits } from "../../limits.ts";
import type { TarEntry } from "../../tar/header.ts";
import { createTarWalk, type EntrySink } from "../../tar/walk.ts";

/**
 * Writes files of a compressed tar into a folder as they stream by: those named, each once. Gives the digest of
 * what was read. Throws `database-corrupt`, `database-unusable` where one is missing, `limit-exceeded`, `io`.
 */
export async function unpackDatabase(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  options: {
    readonly files: readonly string[];
    /** For messages. */
    readonly name: string;
    /** Compressed, bytes; 0 where that is not known. */
    readonly size: number;
    readonly onBytes?: (done: number) => void;
  },
): Promise<{ digest: string; bytes: number }> {
  const { files, name, size, onBytes } = options;
  const hash = createHash("sha256");
  let stored = 0;
  let unpacked = 0;
  const hashed = async function* () {
    for await (const chunk of source) {
      hash.update(chunk);
      stored += chunk.length;
      onBytes?.(stored);
      yield chunk;
    }
  };
  const written = openFiles(folder, files);
  const walk = createTarWalk({
    code: "layer-invalid",
    limits: defaultLimits,
    onEntry: written.entry,
  });
  try {
    for await (const chunk of decompress(hashed(), size)) {
      unpacked += chunk.length;
      if (unpacked > defaultLimits.databaseBytes) throw tooLarge(name, "databaseBytes");
      if (
        unpacked > defaultLimits.layerRatioFloorBytes &&
        unpacked > stored * defaultLimits.layerRatio
      )
        throw tooLarge(name, "layerRatio");
      walk.write(chunk);
    }
    walk.end();
  } catch (cause) {
    throw unpackError(name, cause);
  } finally {
    written.close();
  }
  const missing = files.filter((file) => !written.names.has(file));
  if (missing.length > 0)
    throw new PlimsollError("database-unusable", `${name} holds no ${missing.join(", no ")}`, {
      hint: "It is another archive than was meant.",
    });
  return { digest: `sha256:${hash.digest("hex")}`, bytes: stored };
}

function openFiles(folder: string, files: readonly string[]) {
  const names = new Set<string>();
  let open: number | null = null;
  const close = () => {
    if (open !== null) closeSync(open);
    open = null;
  };
  return {
    names,
    close,
    entry({ name, type, sparse }: TarEntry): EntrySink | null {
      const file = files.find((one) => one === basename(name));
      if (file === undefined || type !== "file" || sparse) return null;
      if (names.has(file)) throw new PlimsollError("layer-invalid", `${file} is in it twice`);
      names.add(file);
      const opened = openSync(join(folder, file), "wx", 0o644);
      open = opened;
      return {
        write(piece) {
          for (let at = 0; at < piece.length; )
            at += writeSync(opened, piece, at, piece.length - at);
        },
        end: close,
      };
    },
  };
}

function tooLarge(name: string, limit: string): PlimsollError {
  return new PlimsollError("limit-exceeded", `${name} unpacks to too much (limit ${limit})`);
}

function unpackError(name: string, cause: unknown): unknown {
  if (!(cause instanceof PlimsollError) || !/^layer-/.test(cause.code)) return cause;
  const why = cause.message.replace(/^the layer('s)?/, (_, own) => (own ? "its" : "it"));
  return new PlimsollError("database-corrupt", `${name}: ${why}`, {
    cause,
    hint: "It is no database, or was damaged on its way or where it is kept.",
  });
}
