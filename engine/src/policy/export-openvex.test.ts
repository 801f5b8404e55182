import { describe, expect, it } from "vitest";
import { madeFinding, madePackage, madeResult } from "../../test/scan-results.ts";
import { defaultLimits } from "../limits.ts";
import { imagePurl } from "../report/identity.ts";
import { applyVex } from "../vex/apply.ts";
import { productCounter, readVexDocument } from "../vex/read-vex.ts";
import type { Exception } from "./exceptions.ts";
import { exceptionsAsOpenVex } from "./export-openvex.ts";

const lodash = madePackage({ name: "lodash", version: "4.17.15" });
const qs = madePackage({ name: "qs" });
const [first, second] = [
  madeFinding(lodash, { id: "CVE-2026-1" }),
  madeFinding(qs, { id: "CVE-2026-2" }),
];
const result = madeResult({ packages: [lodash, qs], findings: [first, second] });
const image = imagePurl(result);
const made = {
  id: "https://example.com/vex/1",
  author: "ops",
  at: new Date("2026-11-26T00:00:00Z"),
};
const justified: Exception = {
  ...{ vulnerability: "CVE-2026-*", package: null, scope: {}, reason: "Not reached" },
  ...{ justification: "vulnerable_code_not_in_execute_path", expires: "2027-01-31" },
};
const excepted = (one: Exception, findings = [first, second]) =>
  exceptionsAsOpenVex(
    [{ exception: one, findings: findings.map((finding) => ({ ...finding, image })) }],
    made,
  );
const suppressedBy = (document: object) => {
  const count = productCounter(defaultLimits);
  const read = readVexDocument(document as never, "made.json", { subjects: [], count });
  return applyVex(result, [read]).result.suppressed.map(({ id }) => id);
};

describe("exceptions as OpenVEX", () => {
  it.each<[string, Partial<Exception>]>([
    ["everywhere", {}],
    ["in one repository", { scope: { repository: "shop/web" } }],
    ["at some places", { paths: ["node_modules/**"] }],
  ])("that have a justification, %s, are followed by who reads them", (_, given) => {
    const { document, leftOut } = excepted({ ...justified, ...given });
    expect(leftOut).toEqual([]);
    expect(suppressedBy(document)).toEqual(["CVE-2026-1", "CVE-2026-2"]);
  });

  it("say of a risk that was taken that the image is affected", () => {
    const { document } = excepted({ ...justified, justification: null });
    expect(document).toMatchObject({
      statements: [
        {
          vulnerability: { name: "CVE-2026-1" },
          ...{
            status: "affected",
            action_statement: "Not reached",
            status_notes: "Until 2027-01-31.",
          },
        },
        {},
      ],
    });
    expect(suppressedBy(document)).toEqual([]);
  });

  it("name what they say themselves also where nothing was found", () => {
    const { document } = excepted(
      { ...justified, vulnerability: "CVE-2026-1", package: "pkg:npm/lodash" },
      [],
    );
    expect(suppressedBy(document)).toEqual(["CVE-2026-1"]);
  });

  it("leave out those of which nothing can be named", () => {
    expect(excepted(justified, [])).toMatchObject({
      document: { statements: [] },
      leftOut: [justified],
    });
  });
});
