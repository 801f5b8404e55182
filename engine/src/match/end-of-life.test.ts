import { expect, it } from "vitest";
import { endOfLife } from "./end-of-life.ts";

it.each<[string, string | undefined, string, boolean | null]>([
  ["debian", "11", "2026-08-31", false],
  ["debian", "11", "2026-09-01", true],
  ["alpine", "3.23", "2026-11-26", false],
  ["alpine", "edge", "2026-11-26", null],
  ["wolfi", "rolling", "2026-11-26", null],
  ["nobodys", "1", "2026-11-26", null],
  ["constructor", "name", "2026-11-26", null],
  ["debian", undefined, "2026-11-26", null],
])("%s %s on %s has ended: %s", (family, release, today, ended) => {
  const os = { family, version: "", name: "", ...(release === undefined ? {} : { release }) };
  const found = endOfLife(os, new Date(`${today}T12:00:00Z`));
  expect(found?.ended ?? null).toBe(ended);
  if (found) expect(found.source).toMatch(/^https:/);
});
