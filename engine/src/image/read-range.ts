import type { FileHandle } from "node:fs/promises";
import { PlimsollError } from "../error.ts";

const pieceBytes = 2 ** 20;

/** A part of a file, piece by piece. Throws `aborted`, and `archive-invalid` when the file ends before. */
export async function* readRange(
  file: FileHandle,
  range: { readonly offset: number; readonly size: number },
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  for (let done = 0; done < range.size; ) {
    if (signal?.aborted)
      throw new PlimsollError("aborted", "reading was stopped", { cause: signal.reason });
    const length = Math.min(pieceBytes, range.size - done);
    const { bytesRead, buffer } = await file.read(
      Buffer.allocUnsafe(length),
      0,
      length,
      range.offset + done,
    );
    if (bytesRead === 0) throw new PlimsollError("archive-invalid", "the file ends too early");
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
