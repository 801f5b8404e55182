import type { Advisory } from "../advisory/database.ts";
import { isThirdParty } from "../inventory/os/third-party.ts";
import { gapOf } from "./gaps.ts";
import type { MatchedPackage } from "./match-package.ts";
import type { SystemMatcher, Target } from "./target.ts";

/** A distribution of RPMs: what its advisories are kept under, whose name they use, and whether they also say what has no fix. */
type RpmRules = {
  readonly ecosystem: (release: string) => string;
  readonly by: "package" | "source";
  readonly unfixedToo?: boolean;
};

function matcher({ ecosystem, by, unfixedToo = false }: RpmRules): SystemMatcher {
  return {
    type: "rpm",
    target(one, { os }) {
      const target = ownRpm(one, ecosystem(os?.release ?? ""), one.name);
      if ("gap" in target || by === "package") return target;
      return { ...target, ...(one.source ?? {}), fixedOnly: !unfixedToo };
    },
  };
}

/** https://alas.aws.amazon.com */
export const amazon = matcher({ ecosystem: (release) => `Amazon Linux:${release}`, by: "package" });

/** https://ftp.suse.com/pub/projects/security/csaf/ */
export const leap = matcher({
  ecosystem: (release) => `openSUSE:Leap ${release}`,
  by: "package",
});
export const tumbleweed = matcher({ ecosystem: () => "openSUSE:Tumbleweed", by: "package" });
export const sles = matcher({
  ecosystem: (release) => `SUSE:Linux Enterprise ${release}`,
  by: "package",
});
export const slMicro = matcher({
  ecosystem: (release) => `SUSE:Linux Enterprise Micro ${release}`,
  by: "package",
});

/** https://packages.vmware.com/photon/photon_cve_metadata/ */
export const photon = matcher({ ecosystem: (release) => `Photon OS:${release}`, by: "source" });

/** https://github.com/microsoft/AzureLinuxVulnerabilityData */
export const mariner = matcher({
  ecosystem: (release) => `CBL-Mariner:${release}`,
  by: "source",
  unfixedToo: true,
});
export const azureLinux = matcher({
  ecosystem: (release) => `Azure Linux:${release}`,
  by: "source",
  unfixedToo: true,
});

/** A fix of one flavour of a package says nothing about another, https://linux.oracle.com/security/oval/ */
export const oracle: SystemMatcher = {
  type: "rpm",
  target(one, { os }) {
    const target = ownRpm(one, `Oracle Linux:${os?.release ?? ""}`, one.name);
    if ("gap" in target) return target;
    const flavour = flavourOf(one.version);
    return {
      ...target,
      select: (advisories) =>
        forArchitecture(one, advisories).filter(({ ranges }) =>
          ranges.some(({ fixed }) => fixed !== undefined && flavourOf(fixed) === flavour),
        ),
    };
  },
};

const flavours: readonly (readonly [RegExp, string])[] = [
  [/\.ksplice\d+\./i, "ksplice"],
  [/_fips$/i, "fips"],
];

function flavourOf(version: string): string {
  return flavours.find(([pattern]) => pattern.test(version))?.[1] ?? "";
}

/** Looked up under a name, if the distribution itself packaged it. */
export function ownRpm(
  one: MatchedPackage,
  ecosystem: string,
  name: string,
): Target | { readonly gap: string } {
  if (isThirdParty(one.type, one.maintainer)) {
    const vendor = one.maintainer ?? "no vendor";
    return {
      gap: gapOf("not-of-distribution", { name: one.name, maintainer: vendor }),
    };
  }
  return {
    ecosystem,
    name,
    version: one.version,
    scheme: "rpm",
    fixedOnly: true,
    select: (advisories) => forArchitecture(one, advisories),
  };
}

/** `noarch` is on every machine. */
export function forArchitecture(
  { architecture }: MatchedPackage,
  advisories: readonly Advisory[],
): readonly Advisory[] {
  if (architecture === null || architecture === "noarch") return advisories;
  return advisories.filter(
    ({ architectures }) => architectures.length === 0 || architectures.includes(architecture),
  );
}
