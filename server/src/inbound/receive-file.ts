import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { PlimsollError } from "../error.ts";

export type FileBounds = {
  /** Made when something is put in it. */
  readonly folder: string;
  /** What the file is called there: a plain name. */
  readonly name: string;
  readonly mostBytes: number;
  /** Told of the first byte before more is read; throws where it cannot be such a file. */
  readonly checkStart?: ((first: number) => void) | undefined;
};

/** What a process that was killed left lying. */
const abandonedMs = 86_400_000;

/**
 * Writes what streams in to a file, runs something with its path, and takes it away in any case. The stream is left as it is, for
 * whoever answers needs its connection. Throws `PlimsollError`: `file-too-large`, `no-room`, `bad-request` where it ends early.
 */
export async function withReceivedFile<T>(
  body: Readable,
  { folder, name, mostBytes, checkStart }: FileBounds,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const place = join(folder, randomUUID());
  const path = join(place, name);
  try {
    await sweep(folder);
    await mkdir(place, { recursive: true, mode: 0o700 });
    await write(body, path, { mostBytes, checkStart });
    return await use(path);
  } catch (error) {
    if (isFull(error)) throw noRoom(error);
    throw error;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Of an error or what caused it: the disk has no room, or the account may take no more of it. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT" || isFull(error.cause);
}

export function tooLarge(mostBytes: number): PlimsollError {
  return new PlimsollError("file-too-large", `The file has more than ${mostBytes} bytes.`, {
    hint: "No database is so large: it is another file than was meant.",
  });
}

function noRoom(cause: unknown): PlimsollError {
  return new PlimsollError("no-room", "The disk of the service is full.", {
    cause,
    hint: "Make room in its data folder: for the file, and twice what is in it.",
  });
}

async function write(
  body: Readable,
  path: string,
  { mostBytes, checkStart }: Pick<FileBounds, "mostBytes" | "checkStart">,
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    let bytes = 0;
    for await (const chunk of arriving(body)) {
      if (bytes === 0 && chunk.length > 0) checkStart?.(chunk[0] as number);
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      await file.writeFile(chunk);
    }
    if (bytes === 0) throw new PlimsollError("file-unusable", "The file is empty.");
  } finally {
    await file.close();
  }
}

/** What goes wrong with the stream itself is that whoever sends has stopped. */
async function* arriving(body: Readable): AsyncGenerator<Buffer> {
  const chunks = body.iterator({ destroyOnReturn: false });
  for (;;) {
    const next: IteratorResult<Buffer> = await chunks.next().catch((cause: unknown) => {
      throw new PlimsollError("bad-request", "The file did not come whole.", {
        cause,
        hint: "The connection ended before it. Send it again.",
      });
    });
    if (next.done) return;
    yield next.value;
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > abandonedMs)
      await rm(path, { recursive: true, force: true });
  }
}
