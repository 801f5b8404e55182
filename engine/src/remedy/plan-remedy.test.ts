import { describe, expect, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { baseOf, imageWith, installed, type Known, layer, system } from "../../test/remedies.ts";
import { tellPlan } from "../../test/told-plan.ts";
import type { Package } from "../inventory/package.ts";
import { planRemedy, type RemedyInput } from "./plan-remedy.ts";

describe("a plan", () => {
  it("rests on the findings alone where a scanner tells no packages", () => {
    const { findings, ...input } = imageWith(
      [installed("npm", "a", "1.0.0"), installed("deb", "b", "1")],
      {
        "npm/a": ["CVE-1: <1.0.1 or >=2.0.0 <2.0.3", "CVE-2: <2.0.1"],
        "Debian:12/b": ["CVE-3: <2", "CVE-4: *"],
      },
      { os: system("debian", "12") },
    );
    const plan = planRemedy({ ...input, findings, packages: [], match: null });
    expect(plan.verified).toBe(false);
    expect(plan.steps.map(({ confidence }) => confidence)).toEqual(["likely", "likely"]);
    expect(tellPlan(plan)).toEqual({
      steps: [
        "upgrade-os-packages b 1 -> 2, major: CVE-3",
        "upgrade-dependency a 1.0.0 -> 2.0.3, major: CVE-1 CVE-2, or 1.0.1 for CVE-1",
      ],
      optional: [],
      left: ["no-fix: CVE-4"],
    });
  });

  it("tells packages apart that a scanner gives no URL and no place of", () => {
    const bare = { path: "", purl: "" };
    const { findings, ...input } = imageWith(
      [installed("npm", "a", "1.0.0", bare), installed("npm", "b", "1.0.0", bare)],
      { "npm/a": ["CVE-1: <1.0.1"], "npm/b": ["CVE-2: <1.0.2"] },
    );
    const plan = planRemedy({ ...input, findings, packages: [], match: null });
    expect(tellPlan(plan).steps).toEqual([
      "upgrade-dependency a 1.0.0 -> 1.0.1, patch: CVE-1",
      "upgrade-dependency b 1.0.0 -> 1.0.2, patch: CVE-2",
    ]);
  });

  it("leaves out what a VEX document or an exception took away, with the next version too", () => {
    const input = imageWith([installed("npm", "a", "1.0.0")], {
      "npm/a": ["CVE-1: <1.0.1", "CVE-2: <2.0.0"],
    });
    const findings = input.findings.filter(({ id }) => id !== "CVE-2");
    expect(tellPlan(planRemedy({ ...input, findings })).steps).toEqual([
      "upgrade-dependency a 1.0.0 -> 1.0.1, patch: CVE-1",
    ]);
  });

  it("says what can be done meanwhile", () => {
    const apt = installed("deb", "apt", "2.6.1");
    const said = [
      {
        ...advisory({
          id: "CVE-1",
          references: ["https://a.example/mitigation", "https://a.example/"],
        }),
      },
      advisory({ id: "CVE-2", severity: "low", status: "will_not_fix" }),
    ];
    const input = (more: Partial<Package>, release = "12") =>
      imageWith(
        [
          apt,
          installed("deb", "b", "1", { layer: layer(1), ...more }),
          installed("deb", "c", "1", { broughtBy: ["b"] }),
        ],
        { "Debian:12/c": said, "Debian:12/b": [], "Debian:10/b": said },
        { os: system("debian", release), base: baseOf(1) },
      );
    const meanwhile = (of: RemedyInput) =>
      planRemedy(of).remaining.map(({ reason, meanwhile }) => [
        reason,
        ...meanwhile.map((one) =>
          one.kind === "accept"
            ? `accept ${one.until}`
            : one.kind === "replace-distribution"
              ? `${one.kind} ${one.to}`
              : one.kind,
        ),
      ]);
    expect(meanwhile(input({}))).toEqual([
      ["no-fix", "remove-package", "mitigation", "wait", "accept 2026-12-26"],
      ["will-not-fix", "remove-package", "replace-distribution debian 13", "accept 2027-02-24"],
    ]);
    expect(meanwhile(input({}, "10"))).toEqual([
      ["will-not-fix", "remove-package", "replace-distribution debian 12", "accept 2027-02-24"],
      [
        "end-of-life",
        "remove-package",
        "replace-distribution debian 12",
        "mitigation",
        "accept 2026-12-26",
      ],
    ]);
  });

  it("of a package with thousands of fixes goes to the last", () => {
    const said = Array.from({ length: 2000 }, (_, at) => `CVE-2024-${1000 + at}: <1.0.${at + 1}`);
    const { steps, after } = planRemedy(
      imageWith([installed("npm", "a", "1.0.0")], { "npm/a": said }),
    );
    expect(steps[0]?.packages[0]?.to).toBe("1.0.2000");
    expect(after.total).toBe(0);
  });

  it("of four thousand findings is there at once", () => {
    const known: Record<string, Known[string]> = {};
    const packages = Array.from({ length: 1000 }, (_, at) => {
      const type = at % 2 === 0 ? "npm" : "deb";
      known[`${type === "npm" ? "npm" : "Debian:12"}/p${at}`] = [1, 2, 3, 4].map(
        (fix) => `CVE-2024-${at * 4 + fix + 1000}: <1.0.${fix}`,
      );
      return installed(type, `p${at}`, "1.0.0");
    });
    const input = imageWith([installed("deb", "apt", "2.6.1"), ...packages], known, {
      os: system("debian", "12"),
    });
    const start = performance.now();
    const plan = planRemedy(input);
    const took = performance.now() - start;
    expect(plan.before.total).toBe(4000);
    expect(plan.after.total).toBe(0);
    // A second on the slowest machine; some 200 ms on others.
    expect(took).toBeLessThan(3000);
  });
});
