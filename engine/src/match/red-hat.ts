import type { Advisory, AdvisoryDatabase } from "../advisory/database.ts";
import { compareVersions } from "../version/schemes.ts";
import { gapOf } from "./gaps.ts";
import type { MatchedPackage } from "./match-package.ts";
import { forArchitecture, ownRpm } from "./rpm.ts";
import type { SystemMatcher, Target } from "./target.ts";

/** What an image is taken to be built from where it does not say. */
const defaultContentSets: Readonly<Record<string, readonly string[]>> = {
  "6": ["rhel-6-server-rpms", "rhel-6-server-extras-rpms"],
  "7": ["rhel-7-server-rpms", "rhel-7-server-extras-rpms"],
  "8": ["rhel-8-for-x86_64-baseos-rpms", "rhel-8-for-x86_64-appstream-rpms"],
  "9": ["rhel-9-for-x86_64-baseos-rpms", "rhel-9-for-x86_64-appstream-rpms"],
};

/**
 * By the package's own name, within its module, of the products that its repositories stand for,
 * https://docs.redhat.com/en/documentation/red_hat_security_data_api
 */
export const redHat: SystemMatcher = {
  type: "rpm",
  target(one, { os, database }) {
    const target = ownRpm(one, "Red Hat", inModule(one));
    if ("gap" in target) return target;
    return {
      ...target,
      fixedOnly: false,
      select: (advisories) =>
        highestFixes(
          forArchitecture(one, forProducts(advisories, productsOf(one, os?.release, database))),
        ),
    };
  },
};

/** https://errata.almalinux.org */
export const alma: SystemMatcher = {
  type: "rpm",
  target(one, { os }) {
    // A rebuilt module that does not say so cannot be told from another stream, https://bugs.almalinux.org/view.php?id=173
    if (/\.module_el/.test(one.version) && !one.modularity) return { gap: gapOf("module-unnamed") };
    const target = rebuilt(one, `AlmaLinux:${os?.release ?? ""}`);
    if ("gap" in target || one.modularity) return target;
    return {
      ...target,
      select: (advisories) => forArchitecture(one, advisories).flatMap(ofNoModule),
    };
  },
};

/** Some sources name a module's package without its module: that is another package of the same name. */
function ofNoModule(advisory: Advisory): Advisory[] {
  const ranges = advisory.ranges.filter(({ fixed }) => !fixed?.includes(".module_el"));
  return ranges.length > 0 ? [{ ...advisory, ranges }] : [];
}

/** https://errata.rockylinux.org */
export const rocky: SystemMatcher = {
  type: "rpm",
  target: (one, { os }) => rebuilt(one, `Rocky Linux:${os?.release ?? ""}`),
};

function rebuilt(one: MatchedPackage, ecosystem: string): Target | { readonly gap: string } {
  return ownRpm(one, ecosystem, inModule(one));
}

/** Of `nodejs:18:8080020230922152541:63b34585` the module and its stream: `nodejs:18::npm`. */
function inModule({ name, modularity }: MatchedPackage): string {
  const [module, stream, context] = modularity?.split(":") ?? [];
  return module && stream && context !== undefined ? `${module}:${stream}::${name}` : name;
}

/** Null when the database does not tell products apart. */
function productsOf(
  one: MatchedPackage,
  release: string | undefined,
  database: AdvisoryDatabase | undefined,
): ReadonlySet<number> | null {
  if (!database?.products) return null;
  const { products } = database;
  const { build } = one;
  const sets = build?.contentSets ?? defaultContentSets[release ?? ""] ?? [];
  return new Set([
    // `__9` is a mark of the build, not part of the name, https://github.com/aquasecurity/trivy-db/issues/435
    ...sets.flatMap((name) => products("repository", name.replace(/__\d+$/, ""))),
    ...(build?.nvr ? products("nvr", build.nvr) : []),
  ]);
}

function forProducts(
  advisories: readonly Advisory[],
  products: ReadonlySet<number> | null,
): readonly Advisory[] {
  if (!products) return advisories;
  return advisories.filter((one) => one.products?.some((product) => products.has(product)) ?? true);
}

/** Of a flaw that was fixed several times the last fix counts; a fix counts before the word that there is none. */
function highestFixes(advisories: readonly Advisory[]): Advisory[] {
  const highest = new Map<string, Advisory>();
  for (const one of advisories) {
    const known = highest.get(one.id);
    if (!known || isLater(fixOf(one), fixOf(known))) highest.set(one.id, one);
  }
  return [...highest.values()];
}

function fixOf({ ranges }: Advisory): string | undefined {
  return ranges.find(({ fixed }) => fixed !== undefined)?.fixed;
}

function isLater(fix: string | undefined, than: string | undefined): boolean {
  if (fix === undefined || than === undefined) return than === undefined && fix !== undefined;
  return compareVersions("rpm", fix, than) > 0;
}
