import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions, type VersionScheme } from "./schemes.ts";

/** Versions of each scheme from the lowest up; `=` joins equal ones. */
const ordered: Record<VersionScheme, string[]> = {
  deb: [
    "0~~",
    "0~",
    "0 = 0-0 = 0:0 = 00",
    "0-1",
    "1.0~rc1-1",
    "1.0~rc2",
    "1.0 = 1.0-0 = 1.00",
    "1.0-1~deb12u1",
    "1.0-1",
    "1.0-1+b1",
    "1.0-1.1",
    "1.0-10",
    "1.0a",
    "1.0+dfsg-1",
    "1.0.1",
    "1.2.13.dfsg-1",
    "1.10",
    "2.36-9+deb12u3",
    "2.36-9+deb12u10",
    "9.10-really-9.9-1",
    "20230311",
    "99999999999999999999",
    "100000000000000000000",
    "1:0",
    "1:1.2.13.dfsg-1",
    "10:0",
  ],
  apk: [
    "0.1_alpha",
    "0.1_alpha1",
    "0.1_beta",
    "0.1_pre2",
    "0.1_rc1",
    "0.1_rc2",
    "0.1 = 0.1",
    "0.1-r0",
    "0.1-r1",
    "0.1-r10",
    "0.1_cvs",
    "0.1_svn3",
    "0.1_git20200101",
    "0.1_hg1",
    "0.1_p",
    "0.1_p0",
    "0.1_p1",
    "0.1_p1-r3",
    "0.1_p1_p2",
    "0.1a",
    "0.1b-r0",
    "0.1.01",
    "0.1.1",
    "0.1.9",
    "0.1.10",
    "0.2",
    "1.2.4-r2",
    "1.2.4-r3",
    "1.36.1-r5",
    "1.36.1-r29",
    "3.1.3-r0",
    "3.1.4-r1",
    "3.10.0_rc1~ab12-r0",
    "3.10.0~ab12-r0",
    "20191127-r2",
    "99999999999999999999-r0",
    "100000000000000000000-r0",
  ],
  npm: [
    "0.0.0-0",
    "0.0.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0 = v1.0.0 = 1.0.0+build = 1 = 1.0 = =1.0.0",
    "1.9.0b1",
    "1.9.0",
    "1.10.0",
    "2.0.0-0",
    "2",
  ],
  pep440: [
    "1.dev0",
    "1.0.dev456",
    "1.0a1",
    "1.0a2.dev456",
    "1.0a12",
    "1.0b1",
    "1.0rc1 = 1.0c1 = 1.0-rc.1",
    "1.0 = 1 = v1.0 = 1.0.0",
    "1.0+abc.5",
    "1.0+abc.7",
    "1.0+5",
    "1.0.post1 = 1.0-1",
    "1.1.dev1",
    "2.6.0+cu124",
    "1!0.1",
  ],
};

const invalid: Record<VersionScheme, string[]> = {
  deb: ["", " ", "a:1", "1.0_1", "1 0", "1:", "\u001b[31m"],
  apk: ["", "-NA", "v1.0", "1.0-1", "1.0_foo", "1.0AB", "1..0", "1.0-rx"],
  npm: ["", "-NA", "latest", "1.2.3.4", "*", "1.x"],
  pep440: ["", "-NA", "1.0-foo", "latest", "1.*"],
};

const schemes = Object.keys(ordered) as VersionScheme[];

describe.each(schemes)("versions of %s", (scheme) => {
  const levels = ordered[scheme].map((text) => text.split(" = "));
  const flat = levels.flatMap((versions, rank) => versions.map((version) => ({ version, rank })));

  it("are ordered as the scheme says, each against each", () => {
    const wrong = flat.flatMap((a) =>
      flat
        .filter(
          (b) =>
            Math.sign(compareVersions(scheme, a.version, b.version)) !== Math.sign(a.rank - b.rank),
        )
        .map((b) => `${a.version} ? ${b.version}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(invalid[scheme])("that are none are refused: %j", (version) => {
    const valid = levels[0]?.[0] ?? "";
    for (const pair of [
      [version, valid],
      [valid, version],
    ] as const)
      expect(() => compareVersions(scheme, ...pair)).toThrow(
        expect.objectContaining({ code: "version-invalid" }),
      );
  });
});

const part = fc.stringMatching(/^[0-9]{1,3}$/);
const generated: Record<VersionScheme, fc.Arbitrary<string>> = {
  deb: fc.stringMatching(/^([0-2]:)?[0-9][0-9a-c.+~]{0,6}(-[0-9a-c.+~]{1,4})?$/),
  apk: fc.stringMatching(
    /^[0-9]{1,2}(\.[0-9]{1,2}){0,2}[ab]?(_(alpha|rc|p|git)[0-9]?){0,2}(-r[0-9]{1,2})?$/,
  ),
  npm: fc
    .tuple(part, part, part, fc.constantFrom("", "-a", "-a.1", "-1", "-b.2"))
    .map(([a, b, c, tail]) => `${Number(a)}.${Number(b)}.${Number(c)}${tail}`),
  pep440: fc.stringMatching(
    /^([0-1]!)?[0-9]{1,2}(\.[0-9]{1,2}){0,2}((a|b|rc)[0-9])?(\.post[0-9])?(\.dev[0-9])?$/,
  ),
};

describe.each(schemes)("the order of %s", (scheme) => {
  const compare = (a: string, b: string) => Math.sign(compareVersions(scheme, a, b));

  it("is the same from both sides", () => {
    fc.assert(
      fc.property(
        generated[scheme],
        generated[scheme],
        (a, b) => compare(a, b) + compare(b, a) === 0,
      ),
    );
  });

  it("holds over three", () => {
    fc.assert(
      fc.property(generated[scheme], generated[scheme], generated[scheme], (a, b, c) => {
        const [low = "", middle = "", high = ""] = [a, b, c].sort(compare);
        return compare(low, middle) <= 0 && compare(middle, high) <= 0 && compare(low, high) <= 0;
      }),
    );
  });
});

const dpkg = spawnSync("dpkg", ["--version"]).status === 0;
describe.runIf(dpkg)("against dpkg itself", () => {
  it("the order of Debian's versions is the same for generated pairs", () => {
    const pairs = fc.sample(fc.tuple(generated.deb, generated.deb), { numRuns: 150, seed: 5 });
    const operators: Record<string, string> = { "-1": "lt", "0": "eq", "1": "gt" };
    const wrong = pairs.filter(([a, b]) => {
      const operator = operators[String(Math.sign(compareVersions("deb", a, b)) + 0)] ?? "";
      return spawnSync("dpkg", ["--compare-versions", a, operator, b]).status !== 0;
    });
    expect(wrong).toEqual([]);
  });
});
