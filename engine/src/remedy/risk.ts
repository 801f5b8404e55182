import type { Step } from "./plan.ts";

export type Risk = Step["risk"];

const worse: readonly Risk[] = ["patch", "minor", "unknown", "major"];

/** What a change is called in semantic versions. `caret`: below 1.0 the next number is what may break, as npm and Cargo have it. */
export function riskOf(from: string, to: string, caret = false): Risk {
  const [a, b] = [numbersOf(from), numbersOf(to)];
  if (a.length === 0 || b.length === 0) return "unknown";
  if (!isSameMajor(from, to, caret)) return "major";
  const first = a.findIndex((number, at) => number !== (b[at] ?? 0));
  return first === 0 || first === 1 ? "minor" : "patch";
}

export function isSameMajor(from: string, to: string, caret = false): boolean {
  const [[a = 0, a2 = 0], [b = 0, b2 = 0]] = [numbersOf(from), numbersOf(to)];
  // A year is a date, and says nothing of what breaks.
  if (isYear(a) && isYear(b)) return true;
  return a === b && !(caret && a === 0 && a2 !== b2);
}

export function worstRisk(risks: Iterable<Risk>): Risk {
  let worst: Risk = "patch";
  for (const risk of risks) if (worse.indexOf(risk) > worse.indexOf(worst)) worst = risk;
  return worst;
}

const early =
  /(?:^|[\d._-])(?:alpha|beta|rc|cr|pre|preview|dev|snapshot|milestone|next|canary|nightly|m|a|b|c)[._-]?\d*(?:[._-]|$)/i;

/** Whether it comes before its release; of Go's pseudo-versions, which are written so, none does. */
export function isPrerelease(version: string): boolean {
  return early.test(version.replace(/\+.*$/, ""));
}

/** The numbers before anything else, without the epoch: `1:2.30.2-1` is 2, 30, 2. */
function numbersOf(version: string): number[] {
  const numbers = /^(?:\d+[:!])?[^\d:!]{0,3}(\d+(?:\.\d+)*)/.exec(version)?.[1];
  return numbers?.split(".").slice(0, 6).map(Number) ?? [];
}

function isYear(number: number): boolean {
  return number >= 2000 && number < 2100;
}
