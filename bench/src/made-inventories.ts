import type { Advisory, AdvisoryDatabase, OperatingSystem, Package } from "@plimsoll/engine";

/** Numbers from 0 to 1 that are the same at every run. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A place of `count`, the first ones far more often (https://en.wikipedia.org/wiki/Zipf%27s_law), by inversion. */
function zipf(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(count ** random()) - 1 || 0);
}

/** A base image's system and all the packages that its releases and what is installed on it are made of. */
export type MadeSystem = { readonly os: OperatingSystem; readonly packages: readonly Package[] };

const layer = { index: 0, digest: "", diffId: "", command: null };
const languages = { npm: 14_000, pypi: 6_000, maven: 6_000, golang: 4_000 } as const;

/** A quarter of the distinct packages are of distributions: of 20 releases, each with versions of 250 names. */
export function madeSystems(distinct: number): MadeSystem[] {
  const each = Math.floor(distinct / 4 / 20);
  return Array.from({ length: 20 }, (_, at) => {
    const alpine = at % 2 === 0;
    const release = alpine ? `3.${12 + at / 2}` : String(9 + (at % 6));
    const os = alpine
      ? { family: "alpine", release, version: release, name: `Alpine Linux v${release}` }
      : { family: "debian", release, version: release, name: `Debian GNU/Linux ${release}` };
    const packages = Array.from({ length: each }, (_, n) =>
      made({
        name: `${alpine ? "lib" : "deb"}${at}-${n % 250}`,
        version: `1.${Math.floor(n / 250)}.${n % 7}-${alpine ? "r" : ""}${n % 9}`,
        type: alpine ? "apk" : "deb",
        path: alpine ? "lib/apk/db/installed" : "var/lib/dpkg/status",
      }),
    );
    return { os, packages };
  });
}

/** The rest are of languages: about three versions of each name, each in a place of its own. */
export function madeLanguagePackages(distinct: number): Package[] {
  const total = Object.values(languages).reduce((sum, count) => sum + count, 0);
  const wanted = distinct - 20 * Math.floor(distinct / 4 / 20);
  const all = Object.entries(languages).flatMap(([type, share]) =>
    Array.from({ length: Math.round((wanted * share) / total) }, (_, n) => {
      const name = `${type === "maven" ? "org.made:" : type === "golang" ? "example.org/" : ""}made-${Math.floor(n / 3)}`;
      const version = `${type === "golang" ? "v" : ""}1.${n % 3}.${n % 11}`;
      const path = `usr/src/app/modules/${n % 50}/made-${Math.floor(n / 3)}/metadata`;
      return made({ name, version, type: type as Package["type"], path });
    }),
  );
  // What is used most is of every language.
  const random = createRandom(7);
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

function made(given: Pick<Package, "name" | "version" | "type" | "path">): Package {
  const { name, version, type } = given;
  const system = type === "apk" || type === "deb";
  return {
    ...given,
    purl: `pkg:${type}/${name}@${version}`,
    source: system ? { name, version } : null,
    architecture: system ? "x86_64" : null,
    licenses: ["Apache-2.0"],
    maintainer: system ? "A Maintainer <maintainer@example.org>" : null,
    ownedBy: null,
    layer,
  };
}

/** An image's packages as places in its system's and in the languages' list: 90 of the base, 50 more, 60 of languages. */
export function madeImage(
  random: () => number,
  systems: readonly MadeSystem[],
  languagePackages: number,
): { readonly system: number; readonly ofSystem: number[]; readonly ofLanguages: number[] } {
  const system = zipf(random, systems.length);
  const names = systems[system]?.packages.length ?? 0;
  // A base image of a release is one of a few dates: it takes its packages from one stretch of their versions.
  const start = zipf(random, 8) * 20;
  const ofSystem = new Set(Array.from({ length: 90 }, (_, at) => (start + at) % names));
  while (ofSystem.size < 140) ofSystem.add(Math.floor(random() ** 2 * names));
  const ofLanguages = new Set<number>();
  while (ofLanguages.size < 60) ofLanguages.add(Math.floor(random() ** 3 * languagePackages));
  return { system, ofSystem: [...ofSystem], ofLanguages: [...ofLanguages] };
}

/** Which advisories there are: each generation is another state of them. */
export type Generation = {
  readonly version: number;
  /** Of a hundred names, how many say something else than at the start. */
  readonly changed: number;
  /** Every advisory was touched: nothing in it is as it was. */
  readonly touched?: boolean;
  /** There are none at all. */
  readonly empty?: boolean;
};

/** A quarter of the names have flaws, four on average; words and references as long as public ones are. */
export function madeAdvisories({ version, changed, touched, empty }: Generation): AdvisoryDatabase {
  return {
    info: {
      name: "Made advisories",
      version: String(version),
      date: `2026-01-${String(version).padStart(2, "0")}`,
      limits: [],
      sources: [],
    },
    covers: () => true,
    lookup: (ecosystem, name) => {
      if (empty) return [];
      const number = numberOf(`${ecosystem} ${name}`);
      const flawed = number % 4 === 0;
      const other = (number >>> 8) % 100 < changed;
      const count = (flawed ? 1 + ((number >>> 16) % 7) : 0) + (other && !flawed ? 1 : 0);
      const from = other && flawed ? 1 : 0;
      return Array.from({ length: count }, (_, at) =>
        advisory(number, at + from, touched === true),
      );
    },
    packages: () => [],
    close: () => {},
  };
}

const ofSeverities = ["critical", "high", "high", "medium", "medium", "medium", "low"] as const;

function advisory(number: number, at: number, touched: boolean): Advisory {
  const random = createRandom(number + at);
  const words = (count: number) =>
    Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)]);
  const id = `CVE-20${10 + (number % 16)}-${10_000 + ((number + at * 7919) % 80_000)}`;
  return {
    id,
    aliases: [],
    source: "Nobody",
    title: words(9).join(" "),
    description: words(70).join(" "),
    ranges: [{ fixed: at % 4 === 3 ? "v0" : "9.0.0" }, { introduced: "0" }],
    versions: [],
    constraints: null,
    status: null,
    severity: ofSeverities[Math.floor(random() * ofSeverities.length)] ?? "unknown",
    severitySource: "nvd",
    cvss: [
      {
        version: "3",
        score: 7.5,
        vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
        source: "nvd",
      },
    ],
    cwes: ["CWE-79"],
    kev: false,
    epss: null,
    published: "2024-02-01",
    modified: touched ? "2026-01-09" : "2024-03-01",
    references: Array.from(
      { length: 7 },
      (_, n) => `https://example.org/${words(3).join("/")}/${id}/${n}`,
    ),
    architectures: [],
    products: null,
  };
}

const vocabulary = Array.from({ length: 900 }, (_, n) =>
  (n * 2_654_435_761).toString(36).slice(-6),
);

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function numberOf(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}
