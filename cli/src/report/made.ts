import { readFileSync } from "node:fs";
import type { Bill } from "@plimsoll/engine";

/** What a report tells of itself. */
export function made(): Bill {
  return { created: now(process.env), toolVersion: version() };
}

/** To the second, https://reproducible-builds.org/specs/source-date-epoch/ */
function now(env: Readonly<Record<string, string | undefined>>): string {
  const epoch = env.SOURCE_DATE_EPOCH ?? "";
  const date = /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return `${date.toISOString().slice(0, 19)}Z`;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
