import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../src/error.ts";
import { target } from "./target.ts";
import { targets } from "./targets.ts";

describe("each target", () => {
  it.each(targets.map((one) => [one.name, one] as const))(
    "%s holds for a moment",
    async (_, one) => {
      await fc.assert(one.property(), { numRuns: 25, interruptAfterTimeLimit: 5000 });
    },
  );

  it("has a name of its own", () => {
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  });
});

describe("what a reader throws", () => {
  const run = (error: Error) =>
    fc.check(
      target("x", fc.constant(0), () => {
        throw error;
      }).property(),
    );

  it("is a fault unless it is a refusal", async () => {
    expect((await run(new TypeError("x is undefined"))).failed).toBe(true);
    expect((await run(new PlimsollError("layer-invalid", "no tar"))).failed).toBe(false);
  });
});
