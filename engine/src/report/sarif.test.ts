import { describe, expect, it } from "vitest";
import { lodash, other, whole, write } from "../../test/reported.ts";
import { madeFinding, madePackage, madeResult } from "../../test/scan-results.ts";
import type { ScanResult } from "../scan.ts";

describe("sarif", () => {
  const runsOf = (...results: [ScanResult, ...ScanResult[]]) =>
    JSON.parse(write("sarif", ...results)).runs;

  it("has a rule for each flaw, with the severity that we say, and a result for each finding", () => {
    const [run] = runsOf(whole);
    expect(
      run.tool.driver.rules.map((rule: { id: string; properties: object }) => [
        rule.id,
        rule.properties,
      ]),
    ).toEqual([
      [
        "CVE-2026-1",
        {
          precision: "very-high",
          "security-severity": "9.8",
          tags: ["security", "vulnerability", "critical", "external/cwe/cwe-79"],
        },
      ],
      [
        "GHSA-aaaa-bbbb-cccc",
        {
          precision: "very-high",
          "security-severity": "0.1",
          tags: ["security", "vulnerability", "negligible"],
        },
      ],
      [
        "CVE-2026-2",
        {
          precision: "very-high",
          "security-severity": "4.0",
          tags: ["security", "vulnerability", "medium"],
        },
      ],
    ]);
    expect(run.results).toMatchObject([
      {
        ruleIndex: 0,
        level: "error",
        suppressions: [],
        locations: [{ physicalLocation: { artifactLocation: { uri: "var/lib/dpkg/status" } } }],
      },
      { ruleIndex: 1, level: "note" },
      { ruleIndex: 1, level: "note" },
      {
        ruleIndex: 2,
        suppressions: [
          {
            kind: "external",
            status: "accepted",
            justification: expect.stringContaining("It is never called."),
          },
        ],
      },
    ]);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      { message: { text: "a/b: it is damaged" } },
    ]);
    const prints = run.results.map((one: { partialFingerprints: object }) =>
      JSON.stringify(one.partialFingerprints),
    );
    expect(new Set(prints).size).toBe(4);
  });

  it("keeps a severity whatever the score beside it", () => {
    const cvss = { score: 9.8, vector: "" };
    const low = madeResult({
      packages: [lodash],
      findings: [madeFinding(lodash, { id: "X-1", severity: "low", cvss })],
    });
    expect(runsOf(low)[0].tool.driver.rules[0].properties["security-severity"]).toBe("3.9");
  });

  it("is shown in the Dockerfile where the line is known, and in the image where not", () => {
    const made = madeResult({
      packages: [lodash],
      findings: [madeFinding(lodash, { id: "X-1" }), madeFinding(lodash, { id: "X-2" })],
    });
    const line = { number: 7, text: "RUN npm ci" };
    const result: ScanResult = {
      ...made,
      dockerfile: "./build/My Dockerfile",
      findings: made.findings.map((one) =>
        one.id === "X-2" ? { ...one, origin: { ...one.origin, line } } : one,
      ),
    };
    const [run] = runsOf(result);
    expect(run.results).toMatchObject([
      { locations: [{ physicalLocation: { artifactLocation: { uriBaseId: "IMAGE" } } }] },
      {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "build/My%20Dockerfile" },
              region: { startLine: 7 },
            },
          },
        ],
        relatedLocations: [
          { physicalLocation: { artifactLocation: { uri: lodash.path, uriBaseId: "IMAGE" } } },
        ],
      },
    ]);
    expect(run.results[0]).not.toHaveProperty("relatedLocations");
  });

  it("has a run of its own category for each platform", () => {
    const ids = runsOf(whole, other).map(
      (run: { automationDetails: { id: string } }) => run.automationDetails.id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("leaves out the least where there are more than a reader takes, and says so", () => {
    const many = Array.from({ length: 25_002 }, (_, at) => madeFinding(lodash, { id: `X-${at}` }));
    const [run] = runsOf(madeResult({ packages: [lodash], findings: many }));
    expect(run.results).toHaveLength(25_000);
    expect(run.tool.driver.rules).toHaveLength(25_000);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(
      /^2 findings are left out/,
    );
  });

  it("takes a finding for the same after an update that does not mend it, and two architectures for two", () => {
    const installed = (version: string, arch: string) => {
      const one = madePackage({
        ...{ name: "libc6", version, type: "deb", path: "var/lib/dpkg/status" },
        purl: `pkg:deb/debian/libc6@${version}?arch=${arch}`,
      });
      const findings = [madeFinding(one, { id: "CVE-2026-1" })];
      return runsOf(madeResult({ packages: [one], findings }))[0].results[0].partialFingerprints;
    };
    expect(installed("1", "amd64")).toEqual(installed("2", "amd64"));
    expect(installed("1", "amd64")).not.toEqual(installed("1", "i386"));
  });
});
