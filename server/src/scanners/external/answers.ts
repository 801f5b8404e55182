import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError } from "../../error.ts";
import { aborted, type Peer, type PeerAnswer } from "./peer.ts";
import type { Redact } from "./redact.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object of an answer that went well, whatever it calls itself. Throws `scanner-answer`. */
export function objectOf(peer: Peer, answer: PeerAnswer, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(answer.body.toString("utf8"));
  } catch (cause) {
    // The parser's message repeats the text, and with it what may be secret.
    throw badAnswer(peer, what, answer.complete ? "it is no JSON" : "it was cut off", {
      cause: (cause as Error).name,
    });
  }
  const object = asObject(value);
  if (object === null) throw badAnswer(peer, what, "it is no JSON object");
  return object;
}

export function badAnswer(
  peer: Peer,
  what: string,
  why: string,
  options: { cause?: unknown; hint?: string } = {},
): PlimsollError {
  const { hint = "Check the address: another service or a proxy may answer there." } = options;
  return new PlimsollError("scanner-answer", `${peer.name} at ${peer.host}: ${what}: ${why}`, {
    ...options,
    hint,
  });
}

/** It does not know who asks. */
export function refused(peer: Peer, status: number, hint: string): PlimsollError {
  return new PlimsollError(
    "scanner-credentials",
    `${peer.name} at ${peer.host} answers ${status}: it does not take the credentials`,
    { hint },
  );
}

/** What an error says of itself: `{"error":{"message"}}` or `{"message"}`, else its beginning. */
export function messageOf(answer: PeerAnswer, redact: Redact): string {
  const text = answer.body.toString("utf8", 0, 64 << 10);
  try {
    const body = asObject(JSON.parse(text));
    const message = asObject(body?.error)?.message ?? body?.message;
    if (typeof message === "string") return redact(message);
  } catch {
    // Then it is no JSON.
  }
  const html = /^\s*</.test(text);
  return html ? "a web page" : redact(text.slice(0, 300));
}

/** Seconds that it wants to be left alone, the longest of the headers; null where none says so. */
export function pauseOf(answer: PeerAnswer, headers: readonly string[]): number | null {
  const told = headers.flatMap((name) => {
    const value = answer.headers[name];
    const text = Array.isArray(value) ? value[0] : value;
    if (text === undefined) return [];
    if (/^\d{1,9}$/.test(text)) return [Number(text)];
    const date = Date.parse(text);
    return Number.isNaN(date) ? [] : [Math.max(0, (date - Date.now()) / 1000)];
  });
  return told.length === 0 ? null : Math.max(...told);
}

/** Throws the engine's `aborted`. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (cause) {
    throw aborted(cause);
  }
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** Those of a list that are objects. */
export function asObjects(value: unknown): JsonObject[] {
  return asArray(value).filter((item): item is JsonObject => asObject(item) !== null);
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Null for the empty text too: Go's programs send it for what they do not have. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function asTexts(value: unknown): string[] {
  return asArray(value).filter((item): item is string => typeof item === "string" && item !== "");
}
