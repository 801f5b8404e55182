import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cycloneDxFaults } from "../../test/cyclonedx-schema.ts";
import { cases, other, poisoned, whole, write } from "../../test/reported.ts";
import { judgeResult } from "../policy/judge-result.ts";
import { readPolicy } from "../policy/policy.ts";
import type { ScanResult } from "../scan.ts";

const now = new Date("2026-11-26T00:00:00Z");
const policy = readPolicy(
  `rules:
  - {name: Nothing critical, result: fail, finding: {severity: critical}}
  - {name: Our bases, result: fail, image: {baseImages: [ours/*]}}
  - {name: No programs, result: warn, image: {packages: ["example.com/*"]}}
  - {name: Nothing at its end, result: fail, image: {endOfLife: true}}
`,
  "policy.yaml",
);
const judged = (result: ScanResult): ScanResult => ({
  ...result,
  verdict: judgeResult(result, [{ name: "policy.yaml", policy }], { now }),
});
const excepted: ScanResult = {
  ...whole,
  suppressed: whole.suppressed.map((one) => ({
    ...one,
    suppressedBy: {
      ...{ document: "exceptions.yaml", status: "excepted", justification: null },
      ...{ statement: "A risk we take", until: "2027-01-31" },
    },
  })),
};

/** Python's own reader of XML: name, attributes and text of every element. */
type Element = { name: string; attributes: Record<string, string>; text: string | null };
function parsed(xml: string): Element[] {
  const program =
    "import sys,json,xml.etree.ElementTree as e;print(json.dumps([dict(name=x.tag,attributes=x.attrib,text=x.text) for x in e.fromstring(sys.stdin.buffer.read()).iter()]))";
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program], { input: xml });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}
const hasPython = spawnSync("python3", ["-c", ""]).status === 0;

describe.runIf(hasPython)("junit", () => {
  it.each([...cases, ["a verdict", judged(poisoned)] as const])("is XML with %s", (_, result) => {
    expect(parsed(write("junit", result))[0]?.name).toBe("testsuites");
  });

  it("has a case for each rule, failed, in error, passed over or passed", () => {
    const all = parsed(write("junit", judged(whole)));
    const suite = all.find(({ name }) => name === "testsuite");
    expect(suite?.attributes).toMatchObject({
      name: "registry.example.com/shop/web:1.4 (linux/amd64)",
      ...{ tests: "4", failures: "1", errors: "1", skipped: "1" },
    });
    const at = all.findIndex(({ name }) => name === "testcase");
    expect(all.slice(at).map(({ name, attributes }) => attributes.name ?? name)).toEqual([
      ...["Nothing critical", "failure", "Our bases", "error", "No programs", "skipped"],
      "Nothing at its end",
    ]);
    expect(all[at + 1]?.text).toContain("critical CVE-2026-1 libssl3 1:3.0.1-2");
  });

  it("has a case for each finding where there is no policy, and a suite for each platform", () => {
    const all = parsed(write("junit", whole, other));
    const counts = all.filter(({ name }) => name.startsWith("testsuite"));
    expect(counts.map(({ attributes }) => [attributes.failures, attributes.skipped])).toEqual([
      ["4", "1"],
      ["3", "1"],
      ["1", "0"],
    ]);
  });
});

describe("github", () => {
  const lines = (...results: [ScanResult, ...ScanResult[]]) =>
    write("github", ...results)
      .trimEnd()
      .split("\n");

  it("annotates with the reasons of a verdict", () => {
    expect(lines(judged(whole))).toEqual([
      "::error title=policy.yaml%3A Nothing critical::registry.example.com/shop/web:1.4: 1 finding (critical): CVE-2026-1 in libssl3 1:3.0.1-2",
      "::warning title=policy.yaml%3A Our bases::registry.example.com/shop/web:1.4: it is not known what the image was built upon",
      "::warning title=policy.yaml%3A No programs::registry.example.com/shop/web:1.4: packages that are not allowed: example.com/a 1.0.0",
      "::notice title=Verdict%3A fail::registry.example.com/shop/web:1.4 (linux/amd64): 1 critical, 2 negligible; 1 do not count",
    ]);
  });

  it("annotates with no more of a level than are shown", () => {
    const many = { ...whole, findings: Array.from({ length: 30 }, () => whole.findings).flat() };
    const levels = lines(many).map((line) => /^::(\w+)/.exec(line)?.[1]);
    expect(levels.filter((one) => one === "error")).toHaveLength(10);
    expect(levels.filter((one) => one === "warning")).toHaveLength(10);
  });

  it("lets no name in an image become a command", () => {
    const name = "a\n::add-path::/evil\r::set-env name=a::b";
    const findings = poisoned.findings.map((one) => ({ ...one, title: name, id: name }));
    for (const result of [judged(poisoned), { ...poisoned, findings }])
      for (const line of lines(result))
        expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::[^\r\n]*$/);
  });
});

describe("what is excepted", () => {
  it.each([
    ["sarif", /"justification": "excepted A risk we take until 2027-01-31 \(exceptions\.yaml\)"/],
    [
      "trivy",
      /"Status": "ignored",\s+"Statement": "A risk we take",\s+"Source": "exceptions\.yaml"/,
    ],
    ["csv", /,excepted,A risk we take,exceptions\.yaml[,\r]/],
    ["html", /<h2>Excepted<\/h2>[\s\S]*A risk we take[\s\S]*Until 2027-01-31/],
    ["junit", /<skipped message="excepted: A risk we take: exceptions\.yaml">/],
    // Who reads it as VEX must not take a risk that was taken for safety.
    ["cyclonedx", /"state": "exploitable",\s+"response": \[\s+"will_not_fix"\s+\]/],
  ] as const)("is said apart in %s", (format, expected) => {
    expect(write(format, excepted)).toMatch(expected);
  });

  it("fits CycloneDX", () => {
    expect(cycloneDxFaults(JSON.parse(write("cyclonedx", excepted)))).toEqual([]);
  });

  it("stays apart from what VEX documents suppress, and a verdict is said in html", () => {
    const page = write("html", judged(whole));
    expect(page).toContain("Suppressed by VEX documents");
    expect(page).not.toContain("<h2>Excepted</h2>");
    expect(page).toContain("Verdict: fail");
    expect(page).toContain("policy.yaml, Nothing critical: 1 finding (critical)");
  });
});
