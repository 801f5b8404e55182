import { advisedName } from "../advisory/names.ts";
import type { PackageType } from "../inventory/package.ts";
import type { VersionScheme } from "../version/schemes.ts";
import { gapOf as gapWords } from "./gaps.ts";
import type { MatchedPackage } from "./match-package.ts";
import type { Matcher } from "./target.ts";

/** An ecosystem of a language: its name, and how it orders its versions. */
type LanguageRules = {
  readonly ecosystem: string;
  readonly scheme: VersionScheme;
  /** Why a package cannot be looked up, if it cannot. */
  readonly gapOf?: (one: MatchedPackage) => string | null;
};

const rules: Readonly<Partial<Record<PackageType, LanguageRules>>> = {
  bitnami: { ecosystem: "Bitnami", scheme: "bitnami" },
  cargo: { ecosystem: "crates.io", scheme: "semver" },
  composer: { ecosystem: "Packagist", scheme: "composer" },
  gem: { ecosystem: "RubyGems", scheme: "gem" },
  golang: {
    ecosystem: "Go",
    scheme: "semver",
    gapOf: ({ version }) =>
      version === "" || version === "(devel)" || version === "devel"
        ? gapWords("go-versionless")
        : null,
  },
  julia: { ecosystem: "Julia", scheme: "semver" },
  maven: {
    ecosystem: "Maven",
    scheme: "maven",
    gapOf: ({ name }) => (name.includes(":") ? null : gapWords("java-groupless")),
  },
  npm: { ecosystem: "npm", scheme: "npm" },
  nuget: { ecosystem: "NuGet", scheme: "nuget" },
  pypi: { ecosystem: "PyPI", scheme: "pep440" },
};

/** By the package's type. */
export const languageMatchers: Readonly<Partial<Record<PackageType, Matcher>>> = Object.fromEntries(
  Object.entries(rules).map(([type, rule]) => [type, matcher(rule)]),
);

function matcher({ ecosystem, scheme, gapOf }: LanguageRules): Matcher {
  return {
    target(one) {
      const gap = gapOf?.(one);
      if (gap) return { gap };
      const name = advisedName(ecosystem, one.name);
      return { ecosystem, name, version: one.version, scheme, fixedOnly: false };
    },
  };
}
