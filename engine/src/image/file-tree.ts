import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { PlimsollError } from "../error.ts";
import { readRange } from "./read-range.ts";

/** Files by path, from a folder or a tar archive. */
export type FileTree = {
  /** As the person named it. */
  readonly name: string;
  /** A small file's content; null when there is none. Throws `PlimsollError` past the bound. */
  read(path: string, maxBytes: number): Promise<Buffer | null>;
  /** Null when there is none. */
  open(path: string, signal?: AbortSignal): Promise<OpenFile | null>;
  close(): Promise<void>;
};

export type OpenFile = { readonly size: number; readonly bytes: AsyncIterable<Uint8Array> };

/** The files of a folder. */
export function folderTree(folder: string): FileTree {
  async function openAt(path: string, signal?: AbortSignal): Promise<OpenFile | null> {
    const full = join(folder, path);
    try {
      const found = await stat(full).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return null;
        throw cause;
      });
      if (!found?.isFile()) return null;
      return { size: found.size, bytes: fileBytes(full, found.size, signal) };
    } catch (cause) {
      throw fileError(full, cause);
    }
  }
  return {
    name: folder,
    async read(path, maxBytes) {
      const file = await openAt(path);
      return file && readAll(file, maxBytes, join(folder, path));
    },
    open: openAt,
    async close() {},
  };
}

export async function readAll(file: OpenFile, maxBytes: number, what: string): Promise<Buffer> {
  if (file.size > maxBytes)
    throw new PlimsollError(
      "limit-exceeded",
      `${what} is larger than ${maxBytes} bytes (limit manifestBytes)`,
    );
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export function fileError(path: string, cause: unknown): PlimsollError {
  if (cause instanceof PlimsollError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  return code === "ENOENT"
    ? new PlimsollError("not-found", `${path} does not exist`, { cause, hint: "Check the path." })
    : new PlimsollError("io", `${path} cannot be read (${code ?? "unknown reason"})`, {
        cause,
        hint: "Check the file and its permissions.",
      });
}

async function* fileBytes(
  path: string,
  size: number,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  try {
    const file = await open(path, "r");
    try {
      yield* readRange(file, { offset: 0, size }, signal);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}
