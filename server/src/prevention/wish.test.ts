import { readPolicy } from "@plimsoll/engine/policy";
import { describe, expect, it } from "vitest";
import type { KeptException } from "../exceptions/kept.ts";
import { type ScopeRow, toScopeRow } from "../policies/scope.ts";
import type { PolicyInForce } from "../verdicts/policies-in-force.ts";
import { asProject, wishFor } from "./wish.ts";

const space = { workspaces: [], registryId: "r1", name: "shop" };
const policy = (name: string, rules: string, scope: Partial<ScopeRow> = {}): PolicyInForce => ({
  ...{ id: name, name, version: 1, scope: { ...toScopeRow({}, null), ...scope } },
  rules: readPolicy(`rules:\n${rules}`, name),
});
const rule = (name: string, conditions: string, result = "fail") =>
  `  - { name: ${name}, result: ${result}, ${conditions} }\n`;
const exception = (given: Partial<KeptException>): KeptException => ({
  ...{ id: "e", vulnerability: "CVE-2026-1001", package: null, scope: {}, reason: "r" },
  ...{ justification: null, expires: null, workspaceId: null },
  ...given,
});

describe("the severity that a project prevents from", () => {
  it.each<[string, string | null, string[]]>([
    [rule("a", "finding: { severity: high }"), "high", []],
    [
      rule("a", "finding: { severity: critical }") + rule("b", "finding: { severity: medium }"),
      "medium",
      [],
    ],
    [
      rule("a", "finding: { severity: high }") + rule("b", "finding: { severity: low }", "warn"),
      "high",
      [],
    ],
    [rule("a", "finding: { severity: negligible }"), "none", []],
    [
      rule("a", "finding: { severity: unknown }") + rule("b", "finding: { severity: low }"),
      "none",
      [],
    ],
    [rule("a", "finding: { severity: high, fixable: true }"), "high", ["a stricter"]],
    [rule("a", "finding: { kev: true }"), null, ["a no-severity"]],
    [rule("a", "image: { endOfLife: true }"), null, ["a image"]],
    [rule("a", "image: { endOfLife: true }", "warn"), null, []],
  ])("of %s is %s", (rules, severity, leftOut) => {
    const wish = wishFor(space, [policy("p", rules)], []);
    expect(wish.severity).toBe(severity);
    expect(wish.leftOut.map(({ name, reason }) => `${name} ${reason}`)).toEqual(leftOut);
    expect(asProject(wish).prevent).toBe(severity !== null);
  });

  const high = rule("a", "finding: { severity: high }");
  it.each<[string, Partial<ScopeRow>, boolean, string[]]>([
    ["everything", {}, true, []],
    ["this space", { space: "shop" }, true, []],
    ["spaces by a pattern", { space: "SH*" }, true, []],
    ["another space", { space: "shopping" }, false, []],
    ["this registry", { registry_id: "r1" }, true, []],
    ["another registry", { registry_id: "r2" }, false, []],
    ["all repositories of the space", { repository: "shop/*" }, true, []],
    ["some of its repositories", { repository: "shop/web*" }, false, ["narrower"]],
    ["repositories anywhere", { repository: "*/web" }, false, ["narrower"]],
    ["repositories of another space", { repository: "shopping/*" }, false, []],
    ["a repository that is none of it", { repository: "sh" }, false, []],
    ["tags", { tag: "1.*" }, false, ["narrower"]],
  ])("comes from a policy about %s: %j %s", (_, scope, decides, leftOut) => {
    const wish = wishFor(space, [policy("p", high, scope)], []);
    expect(wish.policy).toEqual(decides ? { id: "p", name: "p" } : null);
    expect(wish.severity).toBe(decides ? "high" : null);
    expect(wish.leftOut.map(({ reason }) => reason)).toEqual(leftOut);
  });

  it("is of the first policy that decides on all of it, and what comes after says nothing", () => {
    const policies = [
      policy("web", rule("a", "finding: { severity: low }"), { repository: "shop/web" }),
      policy("shop", high, { space: "shop" }),
      policy("tags", rule("a", "finding: { severity: low }"), { tag: "1" }),
    ];
    const wish = wishFor(space, policies, []);
    expect(wish).toMatchObject({ policy: { name: "shop" }, severity: "high" });
    expect(wish.leftOut).toEqual([{ what: "policy", name: "web", reason: "narrower" }]);
  });
});

describe("the list of what is allowed", () => {
  it.each<[Partial<KeptException>, string[], string[]]>([
    [{}, ["CVE-2026-1001"], []],
    [{ vulnerability: "cve-2026-1001" }, ["CVE-2026-1001"], []],
    [{ scope: { space: "shop" } }, ["CVE-2026-1001"], []],
    [{ scope: { repository: "shop/*" } }, ["CVE-2026-1001"], []],
    [{ scope: { space: "other" } }, [], []],
    [{ scope: { registry: "r2" } }, [], []],
    [{ scope: { repository: "shop/web" } }, [], ["narrower"]],
    [{ scope: { tag: "1" } }, [], ["narrower"]],
    [{ scope: { tag: "*" } }, ["CVE-2026-1001"], []],
    [{ vulnerability: "CVE-2026-*" }, [], ["pattern"]],
    [{ vulnerability: "GHSA-aaaa-bbbb-cccc" }, [], ["no-cve"]],
    [{ package: "openssl" }, [], ["package"]],
  ])("has of %j %j", (given, ids, leftOut) => {
    const wish = wishFor(space, [], [exception(given)]);
    expect(wish.allowed).toEqual(ids);
    expect(wish.leftOut.map(({ reason }) => reason)).toEqual(leftOut);
  });

  it.each<[(string | null)[][], string | null]>([
    [[["CVE-2026-1001", null]], null],
    [
      [
        ["CVE-2026-1001", null],
        ["CVE-2026-1002", "2030-02-28"],
      ],
      "2030-02-28",
    ],
    [
      [
        ["CVE-2026-1001", "2030-03-01"],
        ["CVE-2026-1002", "2030-02-28"],
      ],
      "2030-02-28",
    ],
    // Of two for the same, the one that holds longer.
    [
      [
        ["CVE-2026-1001", "2030-03-01"],
        ["CVE-2026-1001", "2030-02-28"],
      ],
      "2030-03-01",
    ],
    [
      [
        ["CVE-2026-1001", null],
        ["CVE-2026-1001", "2030-02-28"],
      ],
      null,
    ],
  ])("of %j ends with the first: %s", (given, until) => {
    const wish = wishFor(
      space,
      [],
      given.map(([vulnerability, expires = null]) =>
        exception({ vulnerability: vulnerability ?? "", expires }),
      ),
    );
    expect(wish.until).toBe(until);
  });

  it("ends in Harbor when its last day is over", () => {
    const wish = wishFor(space, [], [exception({ expires: "2030-02-28" })]);
    expect(asProject(wish).expiresAt).toBe(Date.parse("2030-03-01T00:00:00Z") / 1000);
  });

  it("names 100 of thousands that are left out, and counts them", () => {
    const many = Array.from({ length: 3000 }, (_, at) => exception({ vulnerability: `X-${at}` }));
    const wish = wishFor(space, [], many);
    expect([wish.leftOut.length, wish.leftOutCount]).toEqual([100, 3000]);
  });
});
