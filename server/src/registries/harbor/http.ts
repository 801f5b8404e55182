import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError as EngineError, openConnections, sendThrough } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import { createLimiter, type Limiter } from "../limiter.ts";
import type { Connection } from "../port.ts";
import { connectionFault, refusal, refusalOf, retryAfterOf } from "./errors.ts";
import { encodeQuery, type Query } from "./paths.ts";

/** One Harbor over HTTP: its own authorities, bounded concurrency, retries and answers; never a cookie, never a redirect. */
export type HarborHttp = {
  readonly address: URL;
  /** Any status below 300; all others throw what `errors.ts` makes of them. */
  send(request: HarborRequest): Promise<HarborAnswer>;
  close(): Promise<void>;
};

export type HarborRequest = {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Encoded already, see `paths.ts`. */
  readonly path: string;
  readonly query?: Query;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In words, for messages: "the list of projects". */
  readonly what: string;
  /** Of the answer, at most. */
  readonly bytes?: number;
  /** Whether a lost answer may be asked for again; by default all but POST. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
};

export type HarborAnswer = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

export type HarborPatience = {
  /** Requests to one Harbor at the same time, those of all clients of this process together. */
  readonly atOnce: number;
  readonly attempts: number;
  readonly baseMs: number;
  readonly longestMs: number;
  /** After one wrong password Harbor refuses the right one for 1.5 s. */
  readonly lockMs: number;
};
const usual: HarborPatience = {
  atOnce: 8,
  attempts: 5,
  baseMs: 400,
  longestMs: 20_000,
  lockMs: 1_700,
};

/** Answers are read so far, bytes. 100 artifacts have some 200 kB, more where their labels are long; reports reach tens of MB. */
export const answerBytes = { small: 2 ** 20, list: 32 * 2 ** 20, report: 256 * 2 ** 20 } as const;

/** Milliseconds until an answer begins. */
const headersTimeout = 60_000;
const passing = new Set([429, 502, 503, 504]);

export type HarborConnection = Connection & {
  readonly patience?: Partial<HarborPatience>;
};

export function openHarborHttp(connection: HarborConnection): HarborHttp {
  const { credentials } = connection;
  const address = new URL(connection.address);
  const patience = { ...usual, ...connection.patience };
  const connections = openConnections({ ...connection, headersTimeout });
  const limiter = limiterOf(address.origin, patience.atOnce);
  const authorization =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;

  async function once(request: HarborRequest): Promise<HarborAnswer & { status: number }> {
    const { json, query, signal } = request;
    try {
      const { dispatcher } = await connections.to(address);
      const { statusCode, headers, body } = await sendThrough(dispatcher, {
        origin: address.origin,
        path: `${request.path}${encodeQuery(query)}`,
        method: request.method ?? "GET",
        headers: {
          "user-agent": "plimsoll",
          accept: "application/json, text/plain;q=0.5",
          // A project whose name is all digits would be taken for an id.
          "x-is-resource-name": "true",
          ...(authorization ? { authorization } : {}),
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...request.headers,
        },
        body: json === undefined ? null : JSON.stringify(json),
        signal: signal ?? null,
      });
      return { status: statusCode, headers, body: await readBounded(body, request, address) };
    } catch (cause) {
      throw connectionFault(cause, address, signal);
    }
  }

  /** Who waits for their turn behind a Harbor that hangs can be stopped too. */
  async function unlessAborted<T>(act: () => Promise<T>, { signal }: HarborRequest): Promise<T> {
    if (signal === undefined) return act();
    const aborted = () => connectionFault(signal.reason, address, signal);
    if (signal.aborted) throw aborted();
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(aborted());
      signal.addEventListener("abort", stop, { once: true });
      act()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", stop));
    });
  }

  async function send(request: HarborRequest): Promise<HarborAnswer> {
    const repeatable = request.repeatable ?? request.method !== "POST";
    let unlocked = false;
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= patience.attempts;
      let pause = Math.min(
        patience.baseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2),
        patience.longestMs,
      );
      try {
        const answer = await unlessAborted(() => limiter.run(() => once(request)), request);
        if (answer.status < 300) return answer;
        if (answer.status === 401 && authorization && !unlocked) {
          unlocked = true;
          pause = patience.lockMs;
        } else {
          const fault = refusal(answer, request, address, credentials !== null);
          const asked = (retryAfterOf(answer.headers) ?? 0) * 1000;
          // A request that Harbor turned away at the door may be sent again whatever it is.
          const again = passing.has(answer.status) && (repeatable || answer.status === 429);
          if (last || !again || asked > patience.longestMs) throw fault;
          pause = Math.max(pause, asked);
        }
      } catch (error) {
        if (last || !repeatable || !isLost(error)) throw error;
      }
      await rest(pause, address, request.signal);
    }
  }

  return { address, send, close: connections.close };
}

/** Shared by all clients of one Harbor: a sync, scans and a person's click together do not hammer it. */
const limiters = new Map<string, Limiter>();
function limiterOf(origin: string, atOnce: number): Limiter {
  const key = `${origin} ${atOnce}`;
  const made = limiters.get(key) ?? createLimiter(atOnce);
  limiters.set(key, made);
  return made;
}

async function readBounded(
  body: AsyncIterable<Uint8Array>,
  { what, bytes = answerBytes.small }: HarborRequest,
  address: URL,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytes)
      throw new PlimsollError(
        "registry-not-oci",
        `${address.host}: the answer to ${what} is larger than ${bytes} bytes.`,
        { hint: "This is no answer that a Harbor should give. Check the address." },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** No answer came, so it may be another's turn to answer. A certificate does not become right by asking. */
function isLost(error: unknown): boolean {
  return (
    error instanceof PlimsollError &&
    error.code === "registry-unreachable" &&
    refusalOf(error) === null &&
    !(error.cause instanceof EngineError && error.cause.code === "out-of-bounds") &&
    !/ENOTFOUND/.test(error.message)
  );
}

async function rest(ms: number, address: URL, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw connectionFault(cause, address, signal);
  }
}
