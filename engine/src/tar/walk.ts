import { type ErrorCode, PlimsollError } from "../error.ts";
import type { Limits } from "../limits.ts";
import {
  blockSize,
  createHeaderReader,
  padding,
  type RecordFlag,
  type TarEntry,
} from "./header.ts";

/** Takes the data of an entry piece by piece; a piece is only valid during the call. */
export type EntrySink = { write(piece: Buffer): void; end(): void };

/** A tar as it streams by: bytes go in, entries come out, data nobody wants costs a subtraction. */
export type TarWalk = {
  /** Throws what is wrong with the archive. */
  write(chunk: Buffer): void;
  /** Throws when the archive ends too early. */
  end(): void;
};

type Want =
  | { readonly kind: "header" }
  | { readonly kind: "record"; readonly flag: RecordFlag; readonly size: number }
  | { readonly kind: "map"; readonly entry: TarEntry };

export function createTarWalk(options: {
  code: ErrorCode;
  limits: Pick<Limits, "tarRecordBytes" | "sparseMapBlocks">;
  /** Gives where the entry's data goes, or null to pass over it. */
  onEntry(entry: TarEntry): EntrySink | null;
}): TarWalk {
  const { code, limits, onEntry } = options;
  const headers = createHeaderReader(code);
  let want: Want = { kind: "header" };
  /** Of a header, record or map that a chunk's end cut in two. */
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let sink: EntrySink | null = null;
  let dataLeft = 0;
  let padLeft = 0;
  let zeroBlocks = 0;
  let mapBlocks = 0;

  function wantedBytes(): number {
    return want.kind === "record" ? want.size + padding(want.size) : blockSize;
  }

  function startData(entry: TarEntry): void {
    sink = onEntry(entry);
    dataLeft = entry.size;
    padLeft = padding(entry.size);
    want = { kind: "header" };
    mapBlocks = 0;
    if (dataLeft === 0) endData();
  }

  function endData(): void {
    sink?.end();
    sink = null;
  }

  function take(bytes: Buffer): void {
    if (want.kind === "record") {
      headers.record(want.flag, bytes.subarray(0, want.size));
      want = { kind: "header" };
      return;
    }
    if (want.kind === "map") {
      if (++mapBlocks > limits.sparseMapBlocks) throw limit("sparseMapBlocks");
      if (bytes[504] === 0) startData(want.entry);
      return;
    }
    const step = headers.header(bytes);
    if (step.kind === "zero") {
      zeroBlocks++;
      return;
    }
    if (zeroBlocks > 0) throw new PlimsollError(code, "the tar has a hole between two entries");
    if (step.kind === "record") {
      if (step.size > limits.tarRecordBytes) throw limit("tarRecordBytes");
      want = step;
      if (step.size === 0) want = { kind: "header" };
    } else if (step.mapFollows) want = { kind: "map", entry: step.entry };
    else startData(step.entry);
  }

  function limit(name: keyof Limits): PlimsollError {
    return new PlimsollError(
      "limit-exceeded",
      `a tar header is larger than allowed (limit ${name})`,
    );
  }

  return {
    write(chunk) {
      let at = 0;
      // Two zero blocks are the end; what follows is nobody's, as runtimes have it.
      while (at < chunk.length && zeroBlocks < 2) {
        if (dataLeft > 0) {
          const piece = chunk.subarray(at, at + Math.min(dataLeft, chunk.length - at));
          sink?.write(piece);
          dataLeft -= piece.length;
          at += piece.length;
          if (dataLeft === 0) endData();
        } else if (padLeft > 0) {
          const step = Math.min(padLeft, chunk.length - at);
          padLeft -= step;
          at += step;
        } else {
          const piece = chunk.subarray(at, at + wantedBytes() - pendingBytes);
          at += piece.length;
          if (pendingBytes + piece.length < wantedBytes()) {
            pending.push(Buffer.from(piece));
            pendingBytes += piece.length;
          } else {
            const whole = pendingBytes === 0 ? piece : Buffer.concat([...pending, piece]);
            pending = [];
            pendingBytes = 0;
            take(whole);
          }
        }
      }
    },
    end() {
      if (zeroBlocks < 2 && (dataLeft > 0 || pendingBytes > 0 || want.kind !== "header"))
        throw new PlimsollError(code, "the tar ends in the middle of an entry");
    },
  };
}
