import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { version } from "../../test/version-samples.ts";
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
    "0.1_p_p1",
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
    "1.0+12e4",
    "1.0+abc.5",
    "1.0+abc.7",
    "1.0+5",
    "1.0+20240101123456789",
    "1.0+20240101123456790",
    "1.0.post1 = 1.0-1 = 1.0.rev1",
    "1.1.dev1",
    "2.6.0+cu124",
    "1!0.1",
  ],
  rpm: [
    "0~~",
    "0",
    "0-1",
    "1.0~rc1-1",
    "1.0 = 1_0 = 0:1.0 = 1.00 = 1..0",
    "1.0-1~beta",
    "1.0-1 = 1.0-01",
    "1.0-1.el8",
    "1.0-1.el8^20240101.1",
    "1.0-1.el8_9",
    "1.0-1.el8_10",
    "1.0-1.el9",
    "1.0-1.1",
    "1.0-2.amzn2023",
    "1.0-2.cm2",
    "1.0-2.ph5",
    "1.0-150400.3.1",
    "1.0^git1-1",
    "1.0a-1",
    "1.0.1-1",
    "1.1.1k-9.el8",
    "1.1.1k-12.el8",
    "99999999999999999999-1",
    "100000000000000000000-1",
    "1:0-1",
    "10:0-1",
  ],
  gem: [
    "0 = 0.0",
    "1.0.A",
    "1.0.a",
    "1.0.a.1",
    "1.0.a9",
    "1.0.a10",
    "1.0.b1",
    "1.0.pre",
    "1.0-1 = 1.0.pre.1",
    "1.0.rc1",
    "1.0.rc2",
    "1 = 1.0 = 1.0.0",
    "1.0.1.rc",
    "1.0.1",
    "1.8.2",
    "1.10",
    "5.2.4.6",
    "5.2.4.10",
    "99999999999999999999",
    "100000000000000000000",
  ],
  maven: [
    "0 = 0.0",
    "1-alpha = 1.0-alpha = 1-Alpha",
    "1-alpha-1 = 1-a1 = 1.0a1",
    "1-alpha-2",
    "1-beta-1 = 1b1",
    "1-milestone-1 = 1-M1",
    "1-rc = 1-CR",
    "1-rc1 = 1-cr1",
    "1-rc2",
    "1-SNAPSHOT = 1.0.0-SNAPSHOT",
    "1 = 1.0 = 1-ga = 1.final = 1.0.0.RELEASE = 1-0",
    "1-sp",
    "1-sp2",
    "1-constructor",
    "1-jre",
    "1-redhat-1",
    "1-redhat-10",
    "1-1",
    "1-2",
    "1.0.1",
    "1.5.0.RELEASE",
    "1.10",
    "2.13.4.2",
    "2.13.4.20220101",
    "30.1.1-android",
    "30.1.1-jre",
    "99999999999999999999",
    "100000000000000000000",
  ],
  semver: [
    "v0.0.0-20191109021931-daa7c04131f5",
    "v0.0.0-20200101000000-000000000000",
    "0 = v0.0.0",
    "1.0.0-0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1 = 1.0 = v1.0.0 = 1.0.0+build.1 = 1.0.0.0",
    "1.0.1-0.20240101000000-abcdef123456",
    "1.0.1",
    "1.0.1.1",
    "1.21rc2 = 1.21-rc2",
    "1.21",
    "1.21.10",
    "v2.0.0+incompatible",
    "v2.0.1-0.20200101000000-abcdef123456+incompatible",
    "v20.10.27+incompatible",
    "99999999999999999999.0.0",
    "100000000000000000000.0.0",
  ],
  composer: [
    "dev-main",
    "dev-master",
    "0.9",
    "1.0.0-dev",
    "1.0.0-alpha1 = 1.0.0a1 = 1.0-alpha.1",
    "1.0.0-beta",
    "1.0.0-beta2-dev",
    "1.0.0-beta2 = 1.0.0.0b2 = 1.0.0-BETA2",
    "1.0.0-beta10",
    "1.0.0-RC1",
    "1.0.0 = v1 = 1.0.0.0 = 1.0-stable = 1.0.0+build = 1.0@dev",
    "1.0.0-patch1 = 1.0.0-p1 = 1.0.0pl1",
    "1.0.0-patch2",
    "1.0.0.1",
    "1.0.10",
    "1.0.x-dev = 1.0.*-dev",
    "1.1",
    "1.x-dev",
    "2",
    "20240102 = 20240102-stable",
  ],
  nuget: [
    "1.0.0-0",
    "1.0.0-alpha = 1.0.0-Alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.1.1",
    "1.0.0-Beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1 = 1.0.0-RC.1+metadata",
    "1 = 1.0 = 1.0.0 = 1.0.0.0 = 1.00.0",
    "1.0.0.1-preview",
    "1.0.0.1",
    "1.0.1",
    "8.0-rc.2",
    "8.0.0",
    "8.0.10",
  ],
  bitnami: [
    "0.9",
    "1.2.3 = v1.2.3 = 1.2.3+build",
    "1.2.3-0",
    "1.2.3-4",
    "1.2.3-10",
    "1.2.3-rc1",
    "1.2.4",
    "1.10.0",
  ],
  conda: [
    "0.4 = 0.4.0",
    "0.4.1.constructor",
    "0.4.1.rc",
    "0.4.1 = 0.4.1.0",
    "0.5a1",
    "0.5b3",
    "0.5C1 = 0.5c1",
    "0.5",
    "0.9.6",
    "0.960923",
    "1.0",
    "1.0.1dev",
    "1.0.1_",
    "1.0.1a",
    "1.0.1+local",
    "1.0.1",
    "1.0.1+1",
    "1.0.1post.a",
    "1.0.1post1",
    "1.1dev1",
    "1.1a1",
    "1.1.0dev1 = 1.1.dev1",
    "1.1.a1 = 1.1_a1",
    "1.1.0rc1",
    "1.1.0 = 1.1 = 1.1_0 = 1.1-0",
    "1996.07.12",
    "1!0.4.1",
    "2!0.4.1",
  ],
};

const invalid: Record<VersionScheme, string[]> = {
  deb: ["", " ", "a:1", "1.0_1", "1 0", "1:", "1-", "\u001b[31m"],
  apk: ["", "-NA", "v1.0", "1.0-1", "1.0_foo", "1.0AB", "1..0", "1.0-rx"],
  npm: ["", "-NA", "latest", "1.2.3.4", "*", "1.x"],
  pep440: ["", "-NA", "1.0-foo", "latest", "1.*"],
  rpm: ["", " ", "a:1", "1-", "1-2-3", "1 0", "-1", "1/2", "(none)"],
  gem: ["", "latest", "1..0", "1.0.", "1_0", ">=1"],
  maven: ["", " ", "1 0", "[1.0]", "1,0", "@version@", "\u001b[31m"],
  semver: ["", "-NA", "latest", "(devel)", "1..0", "1.x", "1.0.0-", "1.0.0-a..b"],
  composer: ["", "latest", "1..0", "1.0-foo", "1.0.0.0.0", "dev-"],
  nuget: ["", "latest", "1.2.3.4.5", "1.0-", "1.*", "1.0-a..b"],
  bitnami: ["", "latest", "1..0", "1.x"],
  conda: ["", "1..0", "1.0+", "!1", "a!1", "1!2!3", "1_0-1", "1.0 1", "+1"],
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

/** Maven's own order goes in circles over words after dots, and over several: 0.beta-1 < 0 < 0-jre < 0.beta-1. */
const ordinary: Partial<Record<VersionScheme, RegExp>> = {
  maven: /^\d+(\.\d+)*(-?[A-Za-z]+([-.]?\d+)?|-\d+)?$/,
};

describe.each(schemes)("the order of %s", (scheme) => {
  const compare = (a: string, b: string) => compareVersions(scheme, a, b);
  const one = version(scheme).filter((text) => ordinary[scheme]?.test(text) ?? true);

  it("is the same from both sides, and equal to itself", () => {
    fc.assert(
      fc.property(one, one, (a, b) => compare(a, b) + compare(b, a) === 0 && compare(a, a) === 0),
    );
  });

  it("holds over three", () => {
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        const [low = "", middle = "", high = ""] = [a, b, c].sort(compare);
        const sides = [compare(low, middle), compare(middle, high)];
        // As far apart as the farther of its steps, and equal only if both are.
        return compare(low, high) === Math.min(...sides) && Math.max(...sides) <= 0;
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["too long", `1${".0".repeat(200)}`],
    ["not one line", "1.0\n<2.0"],
    ["a number in another script", "١.٢"],
  ])("has no place for what is %s", (_, text) => {
    expect(() => compare(text, "1.0")).toThrow(
      expect.objectContaining({ code: "version-invalid" }),
    );
  });
});
