import type { AdvisoryDatabase } from "../advisory/database.ts";
import { isSystemType, type OperatingSystem, type PackageType } from "../inventory/package.ts";
import { alpine } from "./alpine.ts";
import { debian } from "./debian.ts";
import { npm, pypi } from "./language.ts";
import type { MatchedPackage } from "./match-package.ts";
import type { Matcher, Target } from "./target.ts";

/** By the distribution for its own packages, by the type for a language's. */
const systemMatchers: ReadonlyMap<string, { type: PackageType; matcher: Matcher }> = new Map([
  ["alpine", { type: "apk", matcher: alpine }],
  ["debian", { type: "deb", matcher: debian }],
]);
const languageMatchers: Readonly<Partial<Record<PackageType, Matcher>>> = { npm, pypi };

/** What a package is looked up as, or why no advisories can be held against it. */
export function targetOf(
  one: MatchedPackage,
  os: OperatingSystem | null,
  now: Date,
  database?: AdvisoryDatabase,
): Target | { readonly gap: string } {
  const system = isSystemType(one.type);
  if (system && !os) return { gap: "the image does not say which distribution it is" };
  const family = systemMatchers.get(os?.family ?? "");
  // A Debian image can hold a database of RPMs too: they are not Debian's.
  const own = family?.type === one.type ? family.matcher : undefined;
  const matcher = system ? own : languageMatchers[one.type];
  const whose = system && os && !family ? os.name : `the type ${one.type}`;
  if (!matcher) return { gap: `packages of ${whose} are not matched yet` };
  return matcher.target(one, { os, now, database });
}
