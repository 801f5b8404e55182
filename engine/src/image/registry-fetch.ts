import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { PlimsollError } from "../error.ts";
import { request } from "./http-client.ts";
import { type ConnectionOptions, openConnections } from "./registry-connections.ts";
import { badAnswer, connectionError, isPassing, isRetryable } from "./registry-error.ts";

/** An HTTP client of one registry: its own connections and authorities, bounded retries, guarded redirects. */
export type Transport = {
  send(url: URL, options: SendOptions): Promise<Answer>;
  close(): Promise<void>;
};

export type SendOptions = {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Goes to the URL's own origin only, never along a redirect to another. */
  readonly authorization?: string | null;
  /** The body is checked against a digest, so a redirect may lead to plain http. */
  readonly verified?: boolean;
  readonly signal?: AbortSignal | undefined;
};

export type Answer = {
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData["body"];
};

export type Retry = {
  readonly attempts: number;
  readonly baseMs: number;
  readonly longestMs: number;
};
const patience: Retry = { attempts: 4, baseMs: 300, longestMs: 20_000 };
const redirects = new Set([301, 302, 303, 307, 308]);

export function openTransport(
  options: ConnectionOptions & {
    userAgent: string;
    retry?: Partial<Retry> | undefined;
  },
): Transport {
  const connections = openConnections(options);
  const retry = { ...patience, ...options.retry };

  async function follow(start: URL, send: SendOptions): Promise<Answer> {
    let url = start;
    for (let hops = 0; hops <= 5; hops++) {
      const answer = await once(url, start, send);
      if (!redirects.has(answer.status)) return answer;
      await answer.body.dump();
      url = redirectTarget(answer, send);
    }
    throw badAnswer(start, "redirect", "it leads in circles");
  }

  async function once(url: URL, start: URL, send: SendOptions): Promise<Answer> {
    const own = url.origin === start.origin;
    const { dispatcher, proxy } = await connections.to(url);
    try {
      const answer = await request(dispatcher, {
        origin: url.origin,
        path: url.pathname + url.search,
        method: send.method ?? "GET",
        headers: {
          "user-agent": options.userAgent,
          ...send.headers,
          ...(own && send.authorization ? { authorization: send.authorization } : {}),
        },
        body: send.body ?? null,
        signal: send.signal ?? null,
      });
      return { url, status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (cause) {
      throw connectionError(cause, url, send.signal, proxy);
    }
  }

  return {
    async send(url, send) {
      for (let attempt = 1; ; attempt++) {
        const last = attempt >= retry.attempts;
        let pause = Math.min(
          retry.baseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2),
          retry.longestMs,
        );
        try {
          const answer = await follow(url, send);
          if (last || !isRetryable(answer.status)) return answer;
          const asked = retryAfter(answer);
          // Nothing is left of what is allowed for hours: asking again is of no use.
          if (asked === null && allowance(answer)?.left === 0) return answer;
          if (asked !== null && asked * 1000 > retry.longestMs) return answer;
          pause = asked === null ? pause : asked * 1000;
          await answer.body.dump();
        } catch (error) {
          if (last || !(error instanceof PlimsollError) || !isPassing(error)) throw error;
        }
        await wait(pause, url, send.signal);
      }
    },
    close: () => connections.close(),
  };
}

/** Seconds, from a number or a date, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter(answer: Pick<Answer, "headers">): number | null {
  const text = header(answer, "retry-after");
  if (text === null) return null;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

/** So many pulls in so many seconds, and how many of them are left. */
export type Allowance = {
  readonly pulls: number;
  readonly seconds: number | null;
  readonly left: number | null;
};

/** What a registry allows, where it says so: `100;w=21600`, https://docs.docker.com/docker-hub/usage/pulls/ */
export function allowance(answer: Pick<Answer, "headers">): Allowance | null {
  const [, pulls, seconds] =
    /^(\d{1,9})(?:;w=(\d{1,9}))?$/.exec(header(answer, "ratelimit-limit") ?? "") ?? [];
  if (pulls === undefined) return null;
  const [left] = /^\d{1,9}/.exec(header(answer, "ratelimit-remaining") ?? "") ?? [];
  return {
    pulls: Number(pulls),
    seconds: seconds === undefined ? null : Number(seconds),
    left: left === undefined ? null : Number(left),
  };
}

export function header(answer: Pick<Answer, "headers">, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** The whole body. Throws `limit-exceeded` past the bound without reading on. */
export async function readBody(
  answer: Answer,
  bound: { bytes: number; limit: string; what: string },
  signal?: AbortSignal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > bound.bytes)
        throw new PlimsollError(
          "limit-exceeded",
          `${answer.url.host}: ${bound.what} is larger than ${bound.bytes} bytes (limit ${bound.limit})`,
          { hint: "This is no answer that a registry should give." },
        );
      chunks.push(chunk);
    }
  } catch (cause) {
    throw connectionError(cause, answer.url, signal);
  }
  return Buffer.concat(chunks);
}

function redirectTarget(answer: Answer, send: SendOptions): URL {
  const location = header(answer, "location");
  if (location === null || !URL.canParse(location, answer.url))
    throw badAnswer(answer.url, "redirect", "it leads nowhere");
  const target = new URL(location, answer.url);
  const secure = answer.url.protocol === "https:";
  if (
    !/^https?:$/.test(target.protocol) ||
    (secure && target.protocol === "http:" && !send.verified)
  )
    throw badAnswer(answer.url, "redirect", "it leads from https to something unprotected");
  return target;
}

async function wait(ms: number, url: URL, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw connectionError(cause, url, signal);
  }
}
