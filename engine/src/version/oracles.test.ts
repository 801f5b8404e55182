import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constraintOracles } from "../../test/constraint-oracles.ts";
import { oracles, type Pair } from "../../test/version-oracles.ts";
import { pair, version } from "../../test/version-samples.ts";
import { compareVersions, satisfies, type VersionScheme } from "./schemes.ts";

/** Time for a process that is slow to start on a busy machine. */
const timeout = 60_000;

describe.each(oracles)("against $name", ({ scheme, installed, compare, pairs, apart }) => {
  it.runIf(installed)(`the order of ${scheme} is the same for generated pairs`, { timeout }, () => {
    const asked = fc
      .sample(pair(scheme), { numRuns: pairs, seed: 5 })
      .filter(([a, b]) => !apart?.test(`${a} ${b}`));
    judge(asked, compare(asked).map(Math.sign), (a, b) => compareVersions(scheme, a, b));
  });
});

describe.each(constraintOracles)("against $name", ({ scheme, installed, holds, apart, forms }) => {
  it.runIf(installed)(`constraints of ${scheme} hold the same versions`, { timeout }, () => {
    const asked = fc
      .sample(fc.tuple(pair(scheme), version(scheme), fc.constantFrom(...forms)), {
        numRuns: 10_000,
        seed: 5,
      })
      .map(([[one, first], second, form]): Pair => {
        const bounds = [first, second];
        return [one, form.replaceAll("V", () => bounds.shift() ?? "")];
      })
      .filter(([one, constraint]) => !apart?.test(`${one} ${constraint}`));
    judge(asked, holds(asked), (one, constraint) => satisfiesOrNot(scheme, one, constraint));
  });
});

/** What the reference refuses is not judged; that what is left proves something is asked too. */
function judge(
  asked: readonly Pair[],
  answers: readonly number[],
  ours: (a: string, b: string) => number,
): void {
  const judged = asked
    .map(([a, b], at) => ({ a, b, theirs: answers[at] ?? Number.NaN }))
    .filter(({ theirs }) => !Number.isNaN(theirs));
  expect(judged.filter(({ a, b, theirs }) => theirs !== ours(a, b))).toEqual([]);
  for (const answer of [0, 1])
    expect(judged.filter(({ theirs }) => theirs === answer).length).toBeGreaterThan(
      asked.length / 20,
    );
}

function satisfiesOrNot(scheme: VersionScheme, one: string, constraint: string): number {
  try {
    return Number(satisfies(scheme, one, constraint));
  } catch {
    return Number.NaN;
  }
}
