import { type ErrorCode, PlimsollError } from "../error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

const hint = "It is damaged, or something else than was expected there.";

/** An object of JSON that came from outside. Throws with the code given when it is none. */
export function parseObject(bytes: Uint8Array, what: string, code: ErrorCode): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
    );
  } catch (cause) {
    throw new PlimsollError(code, `${what} is no JSON`, { cause, hint });
  }
  const object = asObject(value);
  if (!object) throw new PlimsollError(code, `${what} is no JSON object`, { hint });
  return object;
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
