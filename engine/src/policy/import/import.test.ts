import { describe, expect, it } from "vitest";
import { exceptionFormOf, importExceptions } from "./import.ts";

const context = { reason: "imported", expires: "2027-06-30", scope: { repository: "shop/*" } };
const usual = {
  ...{ package: null, scope: context.scope, justification: null },
  ...{ reason: "imported", expires: "2027-06-30" },
};

describe(".trivyignore", () => {
  it("is taken over with its ends and the comments above", () => {
    const text = `# Accepted by the board
# in May
CVE-2024-1
CVE-2024-2 exp:2026-12-31   # soon

# A heading

GHSA-aaaa-bbbb-cccc
# Of this one
CVE-2024-3
`;
    expect(importExceptions("trivyignore", text, context)).toEqual({
      exceptions: [
        { ...usual, vulnerability: "CVE-2024-1", reason: "Accepted by the board in May" },
        {
          ...{ ...usual, vulnerability: "CVE-2024-2", reason: "Accepted by the board in May" },
          // Trivy ends it as that day begins.
          expires: "2026-12-30",
        },
        { ...usual, vulnerability: "GHSA-aaaa-bbbb-cccc" },
        { ...usual, vulnerability: "CVE-2024-3", reason: "Of this one" },
      ],
      skipped: [],
    });
  });

  it.each([
    ["AVD-AWS-0001", "no vulnerability"],
    ["aws-access-key-id", "no vulnerability"],
    ["CVE-2024-1 exp:2026-13-01", "no day"],
    ["CVE-2024-1 exp:2026-02-30", "no day"],
    ["CVE-2024-1 exp:soon", "no day"],
  ])("line %s is skipped, and it is said why", (line, why) => {
    const { exceptions, skipped } = importExceptions(
      "trivyignore",
      `CVE-1-1\r\n${line}\r\n`,
      context,
    );
    expect(exceptions).toHaveLength(1);
    expect(skipped).toEqual([{ line, reason: expect.stringContaining(why) }]);
  });
});

describe(".trivyignore.yaml", () => {
  it("is taken over with its packages, paths, ends and statements", () => {
    const text = `
vulnerabilities:
  - id: CVE-2024-1
    paths: ["usr/**/app", "opt/app"]
    purls: ["pkg:npm/lodash@4.17.15", "pkg:npm/qs"]
    expired_at: 2026-12-31
    statement: Not reached
  - id: CVE-2024-2
    expired_at: 2026-12-31T18:00:00Z
  - id: CVE-2024-3
misconfigurations:
  - id: AVD-DS-0001
`;
    expect(importExceptions("trivyignore-yaml", text, context)).toEqual({
      exceptions: ["pkg:npm/lodash@4.17.15", "pkg:npm/qs"]
        .map((one) => ({
          ...{ ...usual, vulnerability: "CVE-2024-1", package: one, reason: "Not reached" },
          ...{ paths: ["usr/**/app", "opt/app"], expires: "2026-12-30" },
        }))
        .concat([
          { ...usual, vulnerability: "CVE-2024-2", expires: "2026-12-30" },
          { ...usual, vulnerability: "CVE-2024-3" },
        ] as never),
      skipped: [{ line: "misconfigurations", reason: "Only vulnerabilities are taken over." }],
    });
  });

  it.each([
    ["expired_at: soon", "no time"],
    ["paths: ['usr/{a,b}']", "only * and **"],
    ["purls: [lodash]", "no package URL"],
  ])("an entry with %s is skipped, and it is said why", (more, why) => {
    const text = `vulnerabilities:\n- id: CVE-2024-1\n  ${more}\n`;
    const { exceptions, skipped } = importExceptions("trivyignore-yaml", text, context);
    expect(exceptions).toEqual([]);
    expect(skipped).toEqual([{ line: "CVE-2024-1", reason: expect.stringContaining(why) }]);
  });
});

describe("Harbor's allowlist", () => {
  const harbor = (expires_at: number | null) =>
    importExceptions(
      "harbor",
      JSON.stringify({ id: 1, project_id: 0, expires_at, items: [{ cve_id: "CVE-2024-1" }] }),
      context,
    );

  it.each([
    [null, "2027-06-30"],
    [0, "2027-06-30"],
    [Date.UTC(2026, 11, 31) / 1000, "2026-12-30"],
    [Date.UTC(2026, 11, 31, 23, 59, 59) / 1000, "2026-12-31"],
  ])("that ends at %s holds until %s", (expires_at, expires) => {
    expect(harbor(expires_at).exceptions).toEqual([
      { ...usual, vulnerability: "CVE-2024-1", expires },
    ]);
  });
});

describe("VEX", () => {
  const vex = (...statements: object[]) =>
    importExceptions(
      "vex",
      JSON.stringify({
        "@context": "https://openvex.dev/ns/v0.2.0",
        timestamp: "2026-01-01T00:00:00Z",
        statements: statements.map((one) => ({
          ...{ vulnerability: { name: "CVE-2024-1" }, status: "not_affected" },
          ...{ justification: "component_not_present", products: [{ "@id": "pkg:npm/qs" }] },
          ...one,
        })),
      }),
      context,
    );

  it("is taken over where it says that something is not affected or fixed", () => {
    expect(
      vex(
        { impact_statement: "Not built in" },
        { vulnerability: "CVE-2", status: "fixed" },
        { vulnerability: "CVE-3", status: "affected" },
      ).exceptions,
    ).toMatchObject([
      {
        ...{ vulnerability: "CVE-2024-1", package: "pkg:npm/qs", reason: "Not built in" },
        ...{ justification: "component_not_present", scope: context.scope },
      },
      { vulnerability: "CVE-2", package: "pkg:npm/qs" },
    ]);
  });

  it("is followed in what was said last", () => {
    const earlier = { timestamp: "2025-01-01T00:00:00Z" };
    expect(vex({ status: "affected" }, earlier).exceptions).toEqual([]);
    expect(vex({ status: "affected", ...earlier }, {}).exceptions).toHaveLength(1);
  });

  it.each([
    [
      "pkg:oci/web?repository_url=registry.example.com/shop/web&tag=1.4",
      { repository: "shop/web", tag: "1.4" },
    ],
    ["pkg:oci/web?repository_url=registry.example.com/shop", { repository: "shop/web" }],
    ["pkg:docker/shop/web@1.4", { repository: "*shop/web", tag: "1.4" }],
  ])("of the image %s becomes a scope", (id, scope) => {
    const product = { "@id": id, subcomponents: [{ "@id": "pkg:npm/qs" }] };
    expect(vex({ products: [product] }).exceptions).toMatchObject([
      { package: "pkg:npm/qs", scope },
    ]);
  });

  it.each([
    ["one build", { "@id": "pkg:oci/web@sha256%3Aaa" }, "one build"],
    [
      "a part of a package",
      { "@id": "pkg:npm/a", subcomponents: [{ "@id": "pkg:npm/b" }] },
      "part",
    ],
    ["what is no package URL", { "@id": "web" }, "no package URL"],
  ])("about %s is skipped, and it is said why", (_, product, why) => {
    expect(vex({ products: [product] })).toMatchObject({
      ...{ exceptions: [], skipped: [{ reason: expect.stringContaining(why) }] },
    });
  });
});

describe("what a file of exceptions is", () => {
  it.each([
    ["plimsoll", "exceptions: []"],
    ["plimsoll", '{"exceptions": []}'],
    ["plimsoll", "# ours\nexceptions:\n  - vulnerability: CVE-1"],
    ["plimsoll", "exeptions:\n - CVE-1"],
    ["trivyignore", "# CVEs:\nCVE-2024-1\n"],
    ["trivyignore", "CVE-2024-1 exp:2026-12-31"],
    ["trivyignore", ""],
    ["trivyignore-yaml", "vulnerabilities:\n  - id: CVE-1"],
    ["trivyignore-yaml", "secrets: []"],
    ["harbor", '{"items":[{"cve_id":"CVE-1"}]}'],
    ["vex", '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}'],
    ["vex", '{"bomFormat":"CycloneDX","specVersion":"1.5"}'],
  ])("is told by what it holds: %s", (form, text) => {
    expect(exceptionFormOf(text)).toBe(form);
  });

  it.each([
    ["harbor", "[]"],
    ["harbor", '{"items": 1}'],
    ["trivyignore-yaml", "vulnerabilities: 1"],
    ["trivyignore-yaml", "["],
    ["vex", "nothing"],
  ] as const)("and is refused by its name as %s where it is %s", (form, text) => {
    expect(() => importExceptions(form, text, context, "a/file")).toThrow(
      expect.objectContaining({
        code: "exceptions-invalid",
        message: expect.stringMatching(/^a\/file /),
      }),
    );
  });

  it("and is not read past its limit", () => {
    expect(() => importExceptions("trivyignore", "#".repeat(2 ** 21 + 1), context)).toThrow(
      expect.objectContaining({ code: "limit-exceeded" }),
    );
  });
});
