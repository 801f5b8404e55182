/** How the settings' values are written. Each throws a `TypeError` that says what is expected. */
import { passwordSchema } from "@plimsoll/api";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export function parseList(value: string): string[] {
  return value
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

export function parseFlag(value: string): boolean {
  if (/^(?:1|true|yes)$/i.test(value)) return true;
  if (/^(?:0|false|no)$/i.test(value)) return false;
  throw new TypeError(`"${value}" is neither 1 nor 0.`);
}

export function parseHost(value: string): string {
  if (!/^[\w.:-]+$/.test(value))
    throw new TypeError(`"${value}" is no host name or address, for example 127.0.0.1 or 0.0.0.0.`);
  return value;
}

export function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65535)
    throw new TypeError(`"${value}" is no port: a number from 0 to 65535 is expected.`);
  return port;
}

export function parseHours(value: string): number {
  const hours = Number(value);
  // What a timer can wait for is less than 25 days, https://developer.mozilla.org/docs/Web/API/Window/setInterval
  if (!/^\d+(\.\d+)?$/.test(value) || hours > 500 || (hours > 0 && hours < 0.1))
    throw new TypeError(`"${value}" is no number of hours: 0, or 0.1 to 500 is expected.`);
  return hours;
}

export function parseMinutes(value: string): number {
  const minutes = Number(value);
  if (!/^\d{1,5}$/.test(value) || minutes > 30_000)
    throw new TypeError(`"${value}" is no number of minutes: 0 to 30000 is expected.`);
  return minutes;
}

export function parseDays(value: string): number {
  const days = Number(value);
  if (!/^\d{1,4}$/.test(value))
    throw new TypeError(`"${value}" is no number of days: 0 to 9999 is expected.`);
  return days;
}

export function parseRate(value: string): number {
  const requests = Number(value);
  // Less would keep the console itself from loading.
  if (!/^\d{1,7}$/.test(value) || (requests > 0 && requests < 60))
    throw new TypeError(`"${value}" is no number of requests: 0, or 60 to 9999999 is expected.`);
  return requests;
}

/** The value is not repeated in the fault: it may hold a password. */
export function parseDatabaseUrl(value: string): string {
  const protocol = URL.parse(value)?.protocol;
  if (protocol !== "postgres:" && protocol !== "postgresql:")
    throw new TypeError("expected postgres://user:password@host:port/database.");
  return value;
}

/** 32 bytes in base64 or hex. Throws a `TypeError`. */
export function parseSecretKey(value: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(value)
    ? Buffer.from(value, "hex")
    : Buffer.from(value, "base64");
  if (key.length !== 32)
    throw new TypeError(
      "expected 32 bytes in base64 or hex; `openssl rand -base64 32` makes a key.",
    );
  return key;
}

export function parsePassword(value: string): string {
  if (!passwordSchema.safeParse(value).success)
    throw new TypeError("expected a password of 12 to 1000 characters.");
  return value;
}

export function parsePublicUrl(value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "")
    throw new TypeError(`"${value}" is not like https://plimsoll.example.com, without a path.`);
  return url.origin;
}

export function parseToken(value: string): string {
  if (!/^[\x21-\x7e]{16,1000}$/.test(value))
    throw new TypeError("expected 16 characters or more, without spaces.");
  return value;
}

export function parseLogLevel(value: string): LogLevel {
  const level = logLevels.find((known) => known === value);
  if (level === undefined)
    throw new TypeError(`"${value}" is no log level; expected one of ${logLevels.join(", ")}.`);
  return level;
}
