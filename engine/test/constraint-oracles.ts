import { existsSync } from "node:fs";
import semver from "semver";
import type { VersionScheme } from "../src/version/schemes.ts";
import { ask, composerSemver, type Pair, runs } from "./version-oracles.ts";

/** An ecosystem's own reading of its constraints. */
export type ConstraintOracle = {
  readonly name: string;
  readonly scheme: VersionScheme;
  readonly installed: boolean;
  /** What to ask of, `V` being a version. */
  readonly forms: readonly string[];
  /** Pairs of version and constraint: 1 or 0 for each, NaN where the reference refuses one. */
  readonly holds: (pairs: readonly Pair[]) => number[];
  /** As of Oracle: pairs to be judged otherwise than by the reference. */
  readonly apart?: RegExp;
};

const python = `
import sys
from packaging.specifiers import SpecifierSet
for line in sys.stdin:
    version, constraint = line.rstrip("\\n").split("\\t")
    try:
        print(int(SpecifierSet(constraint).contains(version, prereleases=True)))
    except Exception:
        print("NaN")`;

const ruby = `
STDIN.each_line(chomp: true) do |line|
  version, constraint = line.split("\\t", -1)
  begin
    puts Gem::Requirement.new(constraint.split(", ")).satisfied_by?(Gem::Version.new(version)) ? 1 : 0
  rescue StandardError
    puts "NaN"
  end
end`;

const php = `
require ${JSON.stringify(composerSemver)};
while (($line = fgets(STDIN)) !== false) {
  [$version, $constraint] = explode("\\t", rtrim($line, "\\n"));
  try { echo Composer\\Semver\\Semver::satisfies($version, $constraint) ? 1 : 0, "\\n"; }
  catch (UnexpectedValueException $e) { echo "NaN\\n"; }
}`;

export const constraintOracles: readonly ConstraintOracle[] = [
  {
    name: "node-semver",
    scheme: "npm",
    installed: true,
    forms: ["V", "=V", "<V", "<=V", ">V", ">=V", "^V", "~V", ">=V <V", "V || <V", "^V || ~V"],
    holds: (pairs) =>
      pairs.map(([version, constraint]) => {
        const options = { loose: true, includePrerelease: true };
        return semver.valid(version, options) && semver.validRange(constraint, options)
          ? Number(semver.satisfies(version, constraint, options))
          : Number.NaN;
      }),
    // It reads `1.0-rc` as a part, and we as the version 1.0.0-rc, which is what an advisory means by it.
    apart: /[<>=^~ ]v?\d+(?:\.\d+)?(?:-|\+|[a-z])/,
  },
  {
    name: "Python's packaging",
    scheme: "pep440",
    installed: runs("python3", "-c", "import packaging.specifiers"),
    // Not `<V`, which there does not hold prereleases of V.
    forms: ["==V", "!=V", "<=V", ">V", ">=V", "~=V", "==V.*", "!=V.*", ">V, !=V"],
    holds: (pairs) => ask(pairs, "python3", ["-c", python]),
  },
  {
    name: "RubyGems",
    scheme: "gem",
    installed: runs("ruby", "-e", "Gem::Requirement"),
    forms: ["V", "= V", "!= V", "< V", "<= V", "> V", ">= V", "~> V", "~> V, >= V"],
    holds: (pairs) => ask(pairs, "ruby", ["-e", ruby]),
  },
  {
    name: "composer/semver",
    scheme: "composer",
    installed: existsSync(composerSemver) && runs("php", "-v"),
    // Not `<V`, `>=V` and `V - V`, where prereleases of V count there as V.
    forms: ["V", "==V", "!=V", "<=V", ">V", "^V", "~V", "V.*", "V|>V"],
    holds: (pairs) => ask(pairs, "php", ["-r", php]),
  },
];
