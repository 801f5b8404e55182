import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError } from "../error.ts";
import { badAnswer, connectionError, isPassing } from "./registry-error.ts";
import { type Answer, header } from "./registry-fetch.ts";

/** Breaks that bring nothing new one after the other, before it is given up. */
const barrenBreaks = 3;
/** Breaks at the most: some, and one more for each of these pieces that came. */
const breaksAllowed = 16;
const pieceBytes = 2 ** 20;
/** Waited this long for less than this is no pull any more. */
type Trickle = { readonly ms: number; readonly bytes: number };
const usualTrickle: Trickle = { ms: 120_000, bytes: 16_384 };

/**
 * The body of a blob, taken up again where the connection broke, for as long as it gets on.
 * What comes is verified by whoever reads it.
 */
export async function* resumable(
  first: Answer,
  options: {
    readonly size: number;
    /** Asks for the rest from a byte on. */
    readonly again: (from: number) => Promise<Answer>;
    readonly signal: AbortSignal | undefined;
    readonly pauseMs: number;
    readonly trickle?: Trickle;
  },
): AsyncIterable<Uint8Array> {
  const { size, again, signal, pauseMs, trickle = usualTrickle } = options;
  let answer = first;
  let done = 0;
  let barren = 0;
  for (let breaks = 1; ; breaks++) {
    const before = done;
    try {
      // Not every registry knows Range: then what was read before comes once more.
      let skip = done - startOf(answer, done);
      for await (const chunk of unhurried(answer, trickle)) {
        const fresh = skip < chunk.length ? chunk.subarray(skip) : null;
        skip = Math.max(0, skip - chunk.length);
        if (!fresh) continue;
        done += fresh.length;
        yield fresh;
      }
      return;
    } catch (cause) {
      const error = connectionError(cause, answer.url, signal);
      if (!isPassing(error)) throw error;
      if (done === size) return;
      barren = done > before ? 0 : barren + 1;
      if (barren >= barrenBreaks || breaks > breaksAllowed + done / pieceBytes) throw error;
    }
    if (barren > 0) await pause(pauseMs * 2 ** barren, answer.url, signal);
    answer = await again(done);
  }
}

/** Just the bytes from one to before another; null when the registry gives others. Asked for again a few times when the connection breaks. */
export async function readPart(
  ask: () => Promise<Answer>,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  for (let breaks = 1; ; breaks++) {
    const answer = await ask();
    const told = /^bytes (\d+)-(\d+)\//.exec(header(answer, "content-range") ?? "");
    if (answer.status !== 206 || Number(told?.[1]) !== from || Number(told?.[2]) !== to - 1) {
      // All of it may be about to come: it is not read, and that is no fault.
      answer.body.on("error", () => {}).destroy();
      return null;
    }
    const bytes = Buffer.allocUnsafe(to - from);
    let filled = 0;
    try {
      for await (const chunk of unhurried(answer, usualTrickle)) {
        if (filled + chunk.length > bytes.length) return null;
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
      return filled === bytes.length ? bytes : null;
    } catch (cause) {
      const error = connectionError(cause, answer.url, signal);
      if (!isPassing(error) || breaks >= barrenBreaks) throw error;
    }
  }
}

/** The bytes as they come, but not drop by drop; a piece is only valid until the next. Time that the reader takes is not the registry's. */
async function* unhurried(answer: Answer, trickle: Trickle): AsyncIterable<Uint8Array> {
  const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let waited = 0;
  let came = 0;
  try {
    while (true) {
      const asked = performance.now();
      const next = await body.next();
      if (next.done) return;
      waited += performance.now() - asked;
      came += next.value.length;
      if (waited > trickle.ms) {
        if (came < trickle.bytes)
          throw new PlimsollError("unreachable", `${answer.url.host}: sends next to nothing`, {
            hint: "It, or what lies between, is too slow. Try again later.",
          });
        waited = came = 0;
      }
      yield next.value;
      release(next.value);
    }
  } finally {
    await body.return?.();
  }
}

/** Smaller ones are cut out of what many share. */
const ownBytes = 16_384;

/**
 * Gives a piece's memory back once the next is asked for: left to the collector, hundreds of megabytes a second would
 * pile up first. Only what is a buffer of its own, which nothing else lies in.
 */
function release({ buffer, length }: Uint8Array): void {
  if (length >= ownBytes && length === buffer.byteLength && buffer instanceof ArrayBuffer)
    buffer.transfer(0);
}

/** Where the bytes of an answer begin, https://www.rfc-editor.org/rfc/rfc9110#field.content-range */
function startOf(answer: Answer, asked: number): number {
  if (answer.status !== 206) return 0;
  const told = /^bytes (\d+)-/.exec(header(answer, "content-range") ?? "")?.[1];
  const start = told === undefined ? asked : Number(told);
  if (start > asked) throw badAnswer(answer.url, "part of a blob", "it begins too late");
  return start;
}

async function pause(ms: number, url: URL, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw connectionError(cause, url, signal);
  }
}
