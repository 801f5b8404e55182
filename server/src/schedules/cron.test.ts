import { expect, test } from "vitest";
import { nextTimes } from "./cron.ts";

test.each([
  ["each night in UTC", "30 2 * * *", "UTC", "2026-03-28T12:00:00Z", "2026-03-29T02:30:00Z"],
  // 02:30 is left out on that day: the clocks go from 02:00 to 03:00, when it comes.
  [
    "the hour that is left out",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-03-28T12:00:00Z",
    "2026-03-29T01:00:00Z",
  ],
  [
    "the day after it",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-03-29T12:00:00Z",
    "2026-03-30T00:30:00Z",
  ],
  // 02:30 comes twice on that day, of which the first is meant.
  [
    "the hour that is there twice",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00:00Z",
    "2026-10-25T00:30:00Z",
  ],
  [
    "after the first of the two",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-10-25T00:30:00Z",
    "2026-10-26T01:30:00Z",
  ],
  ["a half-hour zone", "0 0 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T18:30:00Z"],
  ["a leap day", "0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"],
])("%s", (_, cron, zone, from, next) => {
  expect(nextTimes(cron, zone, 1, new Date(from))[0]?.toISOString()).toBe(
    new Date(next).toISOString(),
  );
});

test("a day's times are as many as it says, through a change of the clocks too", () => {
  const times = nextTimes("30 2 * * *", "America/New_York", 400, new Date("2026-01-01T00:00:00Z"));
  const days = new Set(
    times.map((time) => time.toLocaleDateString("en", { timeZone: "America/New_York" })),
  );
  expect(days.size).toBe(400);
});
