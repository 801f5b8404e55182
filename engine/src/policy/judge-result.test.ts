import { describe, expect, it } from "vitest";
import { madeFinding, madePackage, madeResult } from "../../test/scan-results.ts";
import { beforeOf, judgeResult } from "./judge-result.ts";
import { readPolicy } from "./policy.ts";

const now = new Date("2026-11-26T00:00:00Z");
const of = (name: string, version = "1.0.0", path?: string) =>
  madePackage({ name, version, licenses: ["GPL-3.0-only"], ...(path ? { path } : {}) });
const flaw = (one: ReturnType<typeof of>, id = "CVE-2026-1", aliases: string[] = []) =>
  madeFinding(one, { id, aliases });

const [same, moved, newer, added] = [of("same"), of("moved"), of("newer", "2.0.0"), of("added")];
const elsewhere = of("moved", "1.0.0", "elsewhere/package.json");
const older = of("newer", "1.0.0");
const before = madeResult({
  packages: [same, moved, older],
  findings: [flaw(same), flaw(older)],
  suppressed: [
    {
      ...flaw(moved),
      suppressedBy: {
        ...{ document: "x", status: "excepted", justification: null, statement: null },
      },
    },
  ],
});
const after = madeResult({
  packages: [same, elsewhere, newer, added],
  findings: [
    flaw(same),
    flaw(same, "CVE-2026-2"),
    flaw(elsewhere),
    flaw(newer),
    flaw(added),
    flaw({ ...added, path: "again/package.json" }),
  ],
});
const countOf = (rule: string, isCompared: boolean) => {
  const policy = readPolicy(`rules: [{name: a, result: fail, ${rule}}]`, "test");
  const given = { before: isCompared ? beforeOf(before) : null, now };
  const { policies } = judgeResult(after, [{ name: "test", policy }], given);
  return policies[0]?.reasons[0]?.count ?? 0;
};

describe("an image that is compared with one before", () => {
  it.each([
    ["a flaw that came in, at all its places", "finding: {severity: high}", 3, 6],
    [
      "none that was there in another place, version or excepted",
      "finding: {packages: [moved, newer]}",
      0,
      2,
    ],
    ["a package that came in", "image: {packages: [added]}", 1, 1],
    ["a package that changed its version", "image: {packages: [newer]}", 1, 1],
    ["none that was there", "image: {packages: [same]}", 0, 1],
    ["licences of those alone", "image: {licenses: [GPL-*]}", 2, 4],
  ])("is blamed for %s", (_, rule, compared, whole) => {
    expect([countOf(rule, true), countOf(rule, false)]).toEqual([compared, whole]);
  });

  it("says with what", () => {
    const { since } = judgeResult(after, [], { before: beforeOf(before), now });
    expect(since).toEqual({ reference: before.image.reference, digest: before.image.digest });
  });
});
