import { Cron } from "croner";
import { PlimsollError } from "../error.ts";

/**
 * The next times of five fields of cron in a time zone, after `from`. What falls into the hour that a change of the
 * clocks leaves out comes at its end, and what falls into the one that it has twice comes once.
 * https://croner.56k.guru/usage/
 * Throws `bad-request` for what is no such expression or time zone, or never comes.
 */
export function nextTimes(cron: string, timeZone: string, count: number, from: Date): Date[] {
  const times = read(cron, timeZone).nextRuns(count, from);
  if (times.length > 0) return times;
  throw new PlimsollError("bad-request", `"${cron}" never comes.`, {
    hint: "Look at its day and month: there may be no such day.",
  });
}

function read(cron: string, timeZone: string): Cron {
  try {
    Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new PlimsollError("bad-request", `There is no time zone ${timeZone}.`, {
      hint: "Give its IANA name, like Europe/Berlin.",
    });
  }
  try {
    return new Cron(cron, { timezone: timeZone, paused: true, mode: "5-part" });
  } catch (cause) {
    throw new PlimsollError("bad-request", `"${cron}" is no cron expression.`, {
      cause,
      hint: "Five fields: minute, hour, day of the month, month, day of the week; 30 2 * * * is half past two each night.",
    });
  }
}
