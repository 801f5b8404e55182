import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oracles } from "../../test/version-oracles.ts";
import { pair } from "../../test/version-samples.ts";
import { compareVersions } from "./schemes.ts";

describe.each(oracles)("against $name", ({ scheme, installed, compare, pairs, apart }) => {
  it.runIf(installed)(
    `the order of ${scheme} is the same for generated pairs`,
    { timeout: 60_000 },
    () => {
      const asked = fc
        .sample(pair(scheme), { numRuns: pairs, seed: 5 })
        .filter(([a, b]) => !apart?.test(`${a} ${b}`));
      const answers = compare(asked);
      const judged = asked.flatMap(([a, b], at) => {
        const theirs = Math.sign(answers[at] ?? Number.NaN);
        return Number.isNaN(theirs) ? [] : [{ a, b, theirs, ours: compareVersions(scheme, a, b) }];
      });
      expect(judged.filter(({ theirs, ours }) => theirs !== ours)).toEqual([]);
      expect(judged.length).toBeGreaterThan(pairs / 4);
      // A good part must be unequal, else the pairs prove little.
      expect(judged.filter(({ theirs }) => theirs !== 0).length).toBeGreaterThan(pairs / 8);
    },
  );
});
