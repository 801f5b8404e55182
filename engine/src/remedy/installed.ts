import type { OperatingSystem, Package } from "../inventory/package.ts";
import { purlOf } from "../inventory/purl.ts";
import type { Finding } from "../match/finding.ts";
import { compareVersions } from "../version/schemes.ts";
import { schemeOf } from "./ecosystems.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { isSameMajor } from "./risk.ts";

/** A package in its place and what is known about it. Never changed: another version is another one. */
export type Installed = {
  readonly one: Package;
  readonly findings: readonly Finding[];
  /** Whose advisories are about it. */
  readonly os: OperatingSystem | null;
  /** It lies in a layer of the base image's. */
  readonly ofBase: boolean;
};

/** Says what would be known if something else were installed. */
export type Lookup = {
  /** The package with another version, and its source with it: advisories are about either. */
  at(installed: Installed, version: string): Installed;
  /** Packages within another release of the distribution, in the place of some of this one's. */
  within(
    os: OperatingSystem | null,
    packages: readonly Package[],
    instead: readonly Installed[],
  ): Installed[];
};

type Facts = Pick<RemedyInput, "os" | "packages" | "findings" | "base" | "match">;

/** What is installed, by what the report says of it; where it tells findings alone, the packages that those are in. */
export function installedOf({ os, packages, findings, base }: Facts): Installed[] {
  const known = new Map<string, { readonly one: Package; readonly findings: Finding[] }>();
  for (const one of packages) known.set(keyOf(one), { one, findings: [] });
  for (const finding of findings) {
    const one = packageOf(finding);
    const place = known.get(keyOf(one)) ?? { one, findings: [] };
    place.findings.push(finding);
    known.set(keyOf(one), place);
  }
  const below = base?.layers ?? 0;
  return [...known.values()].map(({ one, findings: found }) => ({
    one,
    findings: found,
    os,
    ofBase: one.layer.index < below,
  }));
}

/** Packages are matched one by one, and each state of one once. */
export function lookupIn({ match }: Pick<Facts, "match">): Lookup {
  if (!match) return fromFindings();
  const known = new Map<string, readonly Finding[]>();
  const matched = (one: Package, within: OperatingSystem | null) => {
    const key = JSON.stringify([within?.family, within?.release, keyOf(one)]);
    const found = known.get(key) ?? match([one], within);
    known.set(key, found);
    return found;
  };
  /** What advisories say and the report does not: a VEX document or an exception took it away, and does so with other versions too. */
  const silenced = ({ one, findings, os }: Installed) => {
    const told = new Set(findings.map(({ id }) => id));
    return matched(one, os).flatMap(({ id }) => (told.has(id) ? [] : [id]));
  };
  return {
    at(installed, version) {
      const { os } = installed;
      const one = withVersion(installed.one, version, os);
      const silent = new Set(silenced(installed));
      const findings = matched(one, os).filter(({ id }) => !silent.has(id));
      return { ...installed, one, findings };
    },
    within(os, packages, instead) {
      const silent = new Set(
        instead.flatMap((gone) => silenced(gone).map((id) => `${id}\0${gone.one.name}`)),
      );
      return packages.map((one) => ({
        one,
        findings: matched(one, os).filter(({ id }) => !silent.has(`${id}\0${one.name}`)),
        os,
        ofBase: true,
      }));
    },
  };
}

/** Without advisories, a finding is gone with the version that fixes it in its branch; of what comes nothing is known. */
function fromFindings(): Lookup {
  return {
    at(installed, version) {
      const scheme = schemeOf(installed.one.type);
      const reaches = (fixed: string) => {
        try {
          return scheme !== null && compareVersions(scheme, version, fixed) >= 0;
        } catch {
          return false;
        }
      };
      const findings = installed.findings.filter(
        ({ fixedVersions }) =>
          !fixedVersions.some(reaches) ||
          fixedVersions.some((fixed) => !reaches(fixed) && isSameMajor(fixed, version)),
      );
      return { ...installed, one: withVersion(installed.one, version, null), findings };
    },
    within: () => [],
  };
}

function packageOf({ package: one, layer }: Finding): Package {
  return {
    ...one,
    source: null,
    architecture: null,
    licenses: [],
    maintainer: null,
    ownedBy: null,
    layer,
  };
}

function withVersion(one: Package, version: string, os: OperatingSystem | null): Package {
  const source = one.source && { ...one.source, version };
  const changed = { ...one, version, source };
  try {
    const { purl: _, ...read } = changed;
    return { ...changed, purl: purlOf(read, os) };
  } catch {
    return changed;
  }
}

/** Not every scanner gives a package's URL, or its place. */
function keyOf({ type, name, version, purl, path, layer }: Package): string {
  return [type, name, version, purl, path, layer.index].join("\0");
}
