import { expect, it } from "vitest";
import { endOfLife, successorOf } from "./end-of-life.ts";

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

it.each<[string, string, string, string | null]>([
  ["debian", "10", "2026-11-26", "12"],
  ["debian", "13", "2026-11-26", null],
  ["ubuntu", "20.04", "2026-11-26", "24.04"],
  // None lasts a year: the one that lasts longest.
  ["alpine", "3.9", "2026-11-26", "3.23"],
  ["alpine", "edge", "2026-11-26", null],
  ["nobodys", "1", "2026-11-26", null],
  ["constructor", "name", "2026-11-26", null],
])("after %s %s, on %s, comes %s", (family, release, today, successor) => {
  expect(successorOf({ family, release }, new Date(`${today}T12:00:00Z`))).toBe(successor);
});
