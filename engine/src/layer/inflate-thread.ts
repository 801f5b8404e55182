import type { Transform } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import { type Compression, inflaters } from "./inflaters.ts";
import { createQueue } from "./queue.ts";

export type InflateTask = {
  readonly compression: Compression;
  readonly input: SharedArrayBuffer;
  readonly output: SharedArrayBuffer;
  /** Of one slot. */
  readonly inputBytes: number;
  readonly outputBytes: number;
};

/** A slot of input that is filled, one of output that may be filled again, or that no input follows. */
export type ToThread =
  | { readonly slot: number; readonly length: number }
  | { readonly free: number }
  | { readonly end: true };

/** A slot of input that may be filled again, one of output that is filled, or how it ended. */
export type FromThread =
  | { readonly taken: number }
  | { readonly filled: number; readonly length: number }
  | { readonly ended: true }
  | { readonly damaged: unknown };

const { compression, input, output, inputBytes, outputBytes } = workerData as InflateTask;
const stream: Transform = inflaters[compression](outputBytes);
const free = createQueue<number>();
for (let slot = 0; slot < output.byteLength / outputBytes; slot++) free.put(slot);
const tell = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToThread) => {
  if ("free" in message) free.put(message.free);
  else if ("end" in message) stream.end();
  else {
    const { slot, length } = message;
    stream.write(Buffer.from(input, slot * inputBytes, length), () => tell({ taken: slot }));
  }
});

try {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += outputBytes) {
      const piece = chunk.subarray(at, at + outputBytes);
      const slot = await free.take();
      new Uint8Array(output, slot * outputBytes).set(piece);
      tell({ filled: slot, length: piece.length });
    }
    release(chunk);
  }
  tell({ ended: true });
} catch (damaged) {
  tell({ damaged });
}

/** Gives the memory back now: left to the collector, it would pile up to some 60 MB first. zlib fills a buffer to its end over several pieces, then takes another. */
function release({ buffer, byteOffset, length }: Buffer): void {
  if (byteOffset + length === buffer.byteLength && buffer instanceof ArrayBuffer)
    buffer.transfer(0);
}
