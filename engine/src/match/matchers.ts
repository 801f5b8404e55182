import type { AdvisoryDatabase } from "../advisory/database.ts";
import { isSystemType, type OperatingSystem } from "../inventory/package.ts";
import { alpine, chainguard, minimos, wolfi } from "./alpine.ts";
import { debian, echo } from "./debian.ts";
import { gapOf } from "./gaps.ts";
import { languageMatchers } from "./language.ts";
import type { MatchedPackage } from "./match-package.ts";
import { alma, redHat, rocky } from "./red-hat.ts";
import {
  amazon,
  azureLinux,
  leap,
  mariner,
  oracle,
  photon,
  sles,
  slMicro,
  tumbleweed,
} from "./rpm.ts";
import type { SystemMatcher, Target } from "./target.ts";
import { ubuntu } from "./ubuntu.ts";

/** By os-release's ID. */
const systemMatchers: ReadonlyMap<string, SystemMatcher> = new Map([
  ["almalinux", alma],
  ["alpine", alpine],
  ["amzn", amazon],
  ["azurelinux", azureLinux],
  // Built from the same sources, without advisories of its own.
  ["centos", redHat],
  ["chainguard", chainguard],
  ["debian", debian],
  ["echo", echo],
  ["mariner", mariner],
  ["minimos", minimos],
  ["ol", oracle],
  ["opensuse-leap", leap],
  ["opensuse-tumbleweed", tumbleweed],
  ["photon", photon],
  ["rhel", redHat],
  ["rocky", rocky],
  ["sl-micro", slMicro],
  ["sle-micro", slMicro],
  ["sles", sles],
  ["ubuntu", ubuntu],
  ["wolfi", wolfi],
]);

/** What a package is looked up as, or why no advisories can be held against it. */
export function targetOf(
  one: MatchedPackage,
  os: OperatingSystem | null,
  now: Date,
  database?: AdvisoryDatabase,
): Target | { readonly gap: string } {
  const system = isSystemType(one.type);
  if (system && !os) return { gap: gapOf("distribution-unknown") };
  const family = systemMatchers.get(os?.family ?? "");
  // A Debian image can hold a database of RPMs too: they are not Debian's.
  const own = family?.type === one.type ? family : undefined;
  const matcher = system ? own : languageMatchers[one.type];
  const whose = system && os && !family ? os.name : null;
  if (!matcher)
    return {
      gap:
        whose === null
          ? gapOf("type-without-advisories", { type: one.type })
          : gapOf("system-without-advisories", { system: whose }),
    };
  return matcher.target(one, { os, now, database });
}
