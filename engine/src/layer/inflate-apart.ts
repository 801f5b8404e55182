import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import { PlimsollError } from "../error.ts";
import type { FromThread, InflateTask, ToThread } from "./inflate-thread.ts";
import type { Compression, Inflater } from "./inflaters.ts";
import { createQueue } from "./queue.ts";

const inputSlots = 4;
const inputBytes = 2 ** 19;
const outputSlots = 6;
/** Each piece is a turn of zlib's thread and one of ours: with fewer of them both are less often waited for. */
const outputBytes = 2 ** 20;

/**
 * Inflates in a thread of its own, so that it goes on while this one hashes and reads what came out. Bytes pass
 * through memory that both see and use again and again; who may write where goes by message.
 */
export function openInflaterApart(compression: Compression): Inflater {
  const task: InflateTask = {
    compression,
    input: new SharedArrayBuffer(inputSlots * inputBytes),
    output: new SharedArrayBuffer(outputSlots * outputBytes),
    inputBytes,
    outputBytes,
  };
  const compiled = getCompileCacheDir();
  const thread = new Worker(new URL("./inflate-thread.ts", import.meta.url), {
    workerData: task,
    // A thread finds what was compiled before only by its environment, and starts in half the time.
    env: compiled ? { NODE_COMPILE_CACHE: compiled } : {},
  });
  const tell = (message: ToThread) => thread.postMessage(message);
  const free = createQueue<number>();
  const came = createQueue<Exclude<FromThread, { taken: number }> | { broken: unknown }>();
  for (let slot = 1; slot < inputSlots; slot++) free.put(slot);
  let slot = 0;
  let filled = 0;
  let over = false;

  function finish(): void {
    over = true;
    free.put(0);
  }
  thread.on("message", (message: FromThread) => {
    if ("taken" in message) free.put(message.taken);
    else {
      if (!("filled" in message)) finish();
      came.put(message);
    }
  });
  thread.on("error", (broken: unknown) => {
    finish();
    came.put({ broken });
  });

  async function pass(): Promise<void> {
    tell({ slot, length: filled });
    filled = 0;
    slot = await free.take();
    if (over) free.put(0);
  }

  async function* output(): AsyncIterable<Buffer> {
    while (true) {
      const message = await came.take();
      if ("ended" in message) return;
      if ("damaged" in message) throw message.damaged;
      if ("broken" in message)
        throw new PlimsollError("io", "the thread that unpacks layers has ended", {
          cause: message.broken,
          hint: "The machine may be out of memory. Try again.",
        });
      yield Buffer.from(task.output, message.filled * outputBytes, message.length);
      tell({ free: message.filled });
    }
  }

  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length && !over; ) {
        const piece = chunk.subarray(at, at + inputBytes - filled);
        new Uint8Array(task.input, slot * inputBytes + filled).set(piece);
        filled += piece.length;
        at += piece.length;
        if (filled === inputBytes) await pass();
      }
      // They were copied.
      return true;
    },
    async end() {
      if (over) return;
      if (filled > 0) tell({ slot, length: filled });
      tell({ end: true });
    },
    output: output(),
    close() {
      finish();
      came.put({ broken: null });
      void thread.terminate();
    },
  };
}
