import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { checkExceptions } from "./exceptions-file.ts";
import { checkPolicy, readPolicy } from "./policy.ts";

const one = (finding: string) => `rules: [{name: a, result: fail, finding: {${finding}}}]`;

describe("a policy", () => {
  it.each([
    ["an unknown key", "rules:\n- name: a\n  reslt: fail", "rules[0].reslt", 3, "mean result"],
    ["an unknown condition", one("severty: high"), "rules[0].finding.severty", 1, "mean severity"],
    ["a key like none", one("x_y_z_q: 1"), "rules[0].finding.x_y_z_q", 1, "there are severity"],
    [
      "a word that is none",
      one("severity: dire"),
      "rules[0].finding.severity",
      1,
      "critical, high",
    ],
    ["a number too large", one("epss: 50"), "rules[0].finding.epss", 1, ""],
    ["a negative age", one("seenDays: -1"), "rules[0].finding.seenDays", 1, ""],
    ["no condition", one(""), "rules[0].finding", 1, "condition"],
    ["no rules", "rules: []", "rules", 1, ""],
    ["no name", "rules:\n- result: fail", "rules[0].name", 2, "missing"],
    ["neither findings nor image", "rules: [{name: a, result: fail}]", "rules[0]", 1, "either"],
    [
      "both at once",
      "rules: [{name: a, result: fail, finding: {kev: true}, image: {endOfLife: true}}]",
      ...(["rules[0]", 1, "either"] as const),
    ],
    [
      "a name twice",
      "rules:\n- {name: a, result: fail, finding: {kev: true}}\n- {name: a, result: warn, finding: {kev: true}}",
      ...(["rules[1].name", 3, "Another rule"] as const),
    ],
    ["a key twice", "rules: []\nrules: []", "rules", 2, "twice"],
    ["broken YAML", "rules:\n  - [", "", 2, ""],
    ["two documents", "rules: []\n---\nrules: []", "", 2, ""],
    ["nothing", "", "", null, ""],
    ["something else", "- a", "", 1, ""],
  ])("with %s is refused, and it is said where", (_, text, path, line, words) => {
    const { faults } = checkPolicy(text);
    expect(faults?.find((fault) => fault.path === path)).toMatchObject({ path, line });
    expect(faults?.map(({ message }) => message).join()).toContain(words);
  });

  it("is refused with its name, what is wrong and a hint", () => {
    expect(() => readPolicy("rules: 1", "ci/policy.yaml")).toThrow(
      expect.objectContaining({
        code: "policy-invalid",
        message: expect.stringContaining("ci/policy.yaml is no policy: line 1, rules: "),
        hint: expect.stringContaining("docs/policies.md"),
      }),
    );
  });

  it("may be JSON, and may repeat parts of itself", () => {
    const rule = { name: "a", result: "fail", finding: { kev: true } };
    expect(checkPolicy(JSON.stringify({ rules: [rule] })).value).toEqual({ rules: [rule] });
    const repeated =
      "rules:\n- {name: a, result: fail, finding: &f {kev: true}}\n- {name: b, result: warn, finding: *f}";
    expect(checkPolicy(repeated).value?.rules).toHaveLength(2);
  });

  const deep = "bcdefghi"
    .split("")
    .map((name, at) => `${name}: &${name} [${`*${"abcdefgh"[at]},`.repeat(9)}]`);
  it.each([
    ["nested without end", "[".repeat(200_000)],
    ["nested without end in lines", "- ".repeat(100_000)],
    ["growing by its aliases", ["a: &a [x]", ...deep].join("\n")],
    ["of thousands of keys", Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n")],
    ["of nothing but faults", `"${"\\x".repeat(100_000)}`],
    ["too long", `# ${"x".repeat(2 ** 18)}`],
  ])("%s is refused in some seconds", { timeout: 20_000 }, (_, text) => {
    const { faults } = checkPolicy(text);
    expect(faults?.length).toBeGreaterThan(0);
    expect(faults?.length).toBeLessThanOrEqual(20);
  });
});

describe("a list of exceptions", () => {
  it("says what holds where, and until when", () => {
    const text = `exceptions:
  - vulnerability: CVE-2026-*
    package: pkg:npm/lodash
    paths: ["**/lodash/*"]
    scope: {repository: shop/*, tag: "1.*"}
    reason: Not reached
    justification: vulnerable_code_not_in_execute_path
    expires: 2027-01-31
  - {vulnerability: CVE-1, reason: taken, expires: never}
`;
    expect(checkExceptions(text).value).toEqual([
      {
        ...{ vulnerability: "CVE-2026-*", package: "pkg:npm/lodash", paths: ["**/lodash/*"] },
        scope: { repository: "shop/*", tag: "1.*" },
        ...{ reason: "Not reached", justification: "vulnerable_code_not_in_execute_path" },
        expires: "2027-01-31",
      },
      {
        ...{ vulnerability: "CVE-1", package: null, scope: {}, reason: "taken" },
        ...{ justification: null, expires: null },
      },
    ]);
  });

  it.each([
    ["no end", "{vulnerability: a, reason: b}", "exceptions[0].expires"],
    [
      "a day that there is not",
      "{vulnerability: a, reason: b, expires: 2027-02-30}",
      "exceptions[0].expires",
    ],
    ["no reason", "{vulnerability: a, expires: never}", "exceptions[0].reason"],
    [
      "an unknown key",
      "{vulnerabilty: a, reason: b, expires: never}",
      "exceptions[0].vulnerabilty",
    ],
    [
      "a justification of its own",
      "{vulnerability: a, reason: b, expires: never, justification: no}",
      "exceptions[0].justification",
    ],
  ])("with %s is refused", (_, entry, path) => {
    const { faults } = checkExceptions(`exceptions: [${entry}]`);
    expect(faults?.map((fault) => fault.path)).toContain(path);
  });
});

describe("the JSON Schema", () => {
  const rule = { name: "a", result: "fail", finding: { severity: "high", from: "own" } };
  const exception = { vulnerability: "CVE-1", reason: "taken", expires: "never" };
  const schemas = { policy: checkPolicy, exceptions: checkExceptions };
  it.each<[keyof typeof schemas, object, boolean]>([
    ["policy", { rules: [rule] }, true],
    ["policy", { rules: [{ name: "a", result: "warn", image: { licenses: ["GPL-*"] } }] }, true],
    ["policy", { rules: [] }, false],
    ["policy", { rules: [{ ...rule, result: "fial" }] }, false],
    ["policy", { rules: [{ ...rule, severity: "high" }] }, false],
    ["policy", { rules: [{ ...rule, finding: { epss: 2 } }] }, false],
    ["policy", { rules: [rule], name: "a" }, false],
    ["exceptions", { exceptions: [exception] }, true],
    ["exceptions", { exceptions: [{ ...exception, expires: "2027-01-31" }] }, true],
    ["exceptions", { exceptions: [{ ...exception, expires: "soon" }] }, false],
    ["exceptions", { exceptions: [{ ...exception, expires: undefined }] }, false],
  ])("of a %s takes what is taken here: %j, %s", (name, document, expected) => {
    const path = new URL(`../../../docs/${name}.schema.json`, import.meta.url);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const isValid = ajv.validate(JSON.parse(readFileSync(path, "utf8")), document);
    const { faults } = schemas[name](JSON.stringify(document));
    expect([isValid, faults === null]).toEqual([expected, expected]);
  });
});

it("the examples of the manual can be used", () => {
  const page = readFileSync(new URL("../../../docs/policies.md", import.meta.url), "utf8");
  const [policy = "", exceptions = ""] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  expect(checkPolicy(policy).value?.rules).toHaveLength(3);
  expect(checkExceptions(exceptions).value).toHaveLength(1);
});
