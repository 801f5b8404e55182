import fc from "fast-check";
import { compareVersions, type VersionScheme } from "../src/version/schemes.ts";

/** What versions of a scheme are made of: first what they begin with, then what may follow. */
const words: Record<VersionScheme, { first: string[]; more: string[] }> = {
  deb: {
    first: ["0", "1", "10", "1:0", "0:1", "2"],
    more: [".", "~", "+", "-", "0", "1", "9", "10", "00", "a", "b", "rc", "dfsg", "deb12u", "~~"],
  },
  apk: {
    first: ["0", "1", "10", "2"],
    more: [
      ".0",
      ".1",
      ".01",
      ".10",
      ".010",
      "a",
      "b",
      "_alpha",
      "_rc1",
      "_rc2",
      "_p",
      "_p1",
      "_git2024",
      "_pre",
      "_cvs",
      "-r0",
      "-r1",
      "-r10",
      "0",
    ],
  },
  rpm: {
    first: ["0", "1", "10", "1:0", "0:1", "2", "a"],
    more: [".", "~", "^", "-", "_", "+", "0", "1", "9", "10", "00", "a", "b", "rc", ".el9", "git"],
  },
  npm: {
    first: ["0.0.0", "1.0.0", "1.0.10", "v1.1.0", "1.0"],
    more: [".0", ".1", ".10", "-", "-alpha", "-rc", ".beta", "0", "1", "a", "+build", "-0", "b1"],
  },
  pep440: {
    first: ["0", "1", "10", "1!0", "v1"],
    more: [
      ".0",
      ".1",
      ".10",
      "a1",
      "b2",
      "rc1",
      "rc10",
      "-alpha",
      ".post1",
      ".post",
      "-1",
      ".dev1",
      ".dev",
      "+local",
      "+1",
      ".2",
      "+12e4",
      "-x",
      "_c3",
    ],
  },
  gem: {
    first: ["0", "1", "10"],
    more: [".0", ".1", ".10", ".a", ".rc1", ".pre", "-", "-1", "b", "beta", "2", ".0.0", "rc"],
  },
  maven: {
    first: ["0", "1", "10"],
    more: [
      ".0",
      ".1",
      ".10",
      "-",
      "-alpha",
      "-1",
      ".RELEASE",
      ".Final",
      "-SNAPSHOT",
      "-rc",
      "-cr",
      "-sp",
      "a",
      "b1",
      "1",
      "x",
      "-ga",
      "-jre",
      ".beta",
      "0",
    ],
  },
  semver: {
    first: ["v0.0.0", "v1.0.0", "v1", "v1.10", "1.0"],
    more: [
      ".0",
      ".1",
      ".10",
      "-alpha",
      "-rc",
      ".beta",
      "-0",
      "-1",
      "0",
      "1",
      "+meta",
      "-0.20240101000000-abcdef123456",
      "+incompatible",
    ],
  },
  composer: {
    first: ["0", "1", "1.0", "10.1", "v1", "dev-main"],
    more: [
      ".0",
      ".1",
      ".10",
      "-alpha",
      "-beta",
      "RC",
      "-p",
      "-patch",
      "pl",
      "-dev",
      ".x-dev",
      "1",
      "2",
      ".2",
      "-stable",
      "a",
      "main",
      "+meta",
      "b",
    ],
  },
  nuget: {
    first: ["0.0.0", "1.0.0", "1.0.10", "1.0"],
    more: [".0", ".1", ".10", "-alpha", "-RC", "-rc", ".Beta", "-0", "1", "2", "+meta", ".2"],
  },
  bitnami: {
    first: ["0", "1", "10"],
    more: [".0", ".1", ".10", "-0", "-1", "-10", "-r", ".2", "1", "a"],
  },
  conda: {
    first: ["0", "1", "10", "1!0", "a"],
    more: [
      ".0",
      ".1",
      ".10",
      "a",
      "b",
      "rc",
      "dev",
      "post",
      "_",
      "-",
      "1",
      "2",
      "+1",
      ".a",
      ".post1",
      ".dev",
      "00",
    ],
  },
};

/** A version that the scheme reads. */
export function version(scheme: VersionScheme): fc.Arbitrary<string> {
  return parts(scheme)
    .map((all) => all.join(""))
    .filter((text) => isVersion(scheme, text));
}

/** Two versions, most of them but a word apart: far ones differ at the first number and prove nothing. */
export function pair(scheme: VersionScheme): fc.Arbitrary<[string, string]> {
  const more = fc.constantFrom(...words[scheme].more);
  return fc
    .tuple(parts(scheme), fc.nat(), more, fc.constantFrom("insert", "remove", "replace"), fc.nat(3))
    .map(([one, seed, word, kind, twice]): [string, string] => {
      const other = [...one];
      for (let time = 0; time < (twice === 0 ? 2 : 1); time++) {
        const at = 1 + ((seed + time) % Math.max(1, other.length));
        other.splice(at, kind === "insert" ? 0 : 1, ...(kind === "remove" ? [] : [word]));
      }
      return seed % 2 === 0 ? [one.join(""), other.join("")] : [other.join(""), one.join("")];
    })
    .filter(([a, b]) => isVersion(scheme, a) && isVersion(scheme, b));
}

function parts(scheme: VersionScheme): fc.Arbitrary<string[]> {
  const { first, more } = words[scheme];
  return fc
    .tuple(fc.constantFrom(...first), fc.array(fc.constantFrom(...more), { maxLength: 5 }))
    .map(([head, tail]) => [head, ...tail]);
}

function isVersion(scheme: VersionScheme, text: string): boolean {
  try {
    return compareVersions(scheme, text, text) === 0;
  } catch {
    return false;
  }
}
