import type { OperatingSystem } from "../inventory/package.ts";
import { isSystemType, type PackageType } from "../inventory/package.ts";
import { pinsIn } from "./dockerfile-changes.ts";
import { schemeOf } from "./ecosystems.ts";
import type { Installed, Lookup } from "./installed.ts";
import { isFixable, type Move, packageChanges, type State } from "./move.ts";
import type { Change } from "./plan.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { riskOf, worstRisk } from "./risk.ts";
import { newestFix } from "./smallest-version.ts";

/** A distribution's own tool, told by the package that brings it. */
export type PackageManager = {
  readonly name: string;
  readonly type: PackageType;
  readonly package: string;
  /** Upgrades what is named, or everything where nothing is. */
  readonly upgrade: (names: string) => string;
  readonly remove: (names: string) => string;
};

const aptLists = "rm -rf /var/lib/apt/lists/*";

/** In the order of preference, where an image has several. */
const managers: readonly PackageManager[] = [
  {
    name: "apt",
    type: "deb",
    package: "apt",
    upgrade: (names) =>
      `apt-get update && ${names === "" ? "apt-get upgrade -y" : `apt-get install -y --only-upgrade ${names}`} && ${aptLists}`,
    remove: (names) => `apt-get purge -y --auto-remove ${names}`,
  },
  {
    name: "apk",
    type: "apk",
    package: "apk-tools",
    upgrade: (names) => spaced("apk upgrade --no-cache", names),
    remove: (names) => `apk del ${names}`,
  },
  ...["dnf5", "dnf", "yum"].map(
    (name): PackageManager => ({
      name,
      type: "rpm",
      package: name,
      upgrade: (names) => `${spaced(`${name} upgrade -y`, names)} && ${name} clean all`,
      remove: (names) => `${name} remove -y ${names}`,
    }),
  ),
  ...["microdnf", "tdnf"].map(
    (name): PackageManager => ({
      name,
      type: "rpm",
      package: name,
      upgrade: (names) => `${spaced(`${name} update -y`, names)} && ${name} clean all`,
      remove: (names) => `${name} remove -y ${names}`,
    }),
  ),
  {
    name: "zypper",
    type: "rpm",
    package: "zypper",
    upgrade: (names) => `${spaced("zypper --non-interactive update", names)} && zypper clean --all`,
    remove: (names) => `zypper --non-interactive remove ${names}`,
  },
];

/** Null where nothing in the image can install: distroless, scratch. Of a scanner that tells no packages, the distribution's usual one. */
export function packageManager(
  state: State,
  type: PackageType,
  { os, packages }: Pick<RemedyInput, "os" | "packages">,
): PackageManager | null {
  const own = managers.filter((manager) => manager.type === type);
  if (packages.length === 0) return own.find(({ name }) => name === usual(type, os)) ?? null;
  const names = new Set(state.filter(({ one }) => one.type === type).map(({ one }) => one.name));
  return own.find((manager) => names.has(manager.package)) ?? null;
}

/** The step for the system's packages, and those that the image has no means to change, each with what it would become. */
export function systemMoves(
  state: State,
  input: RemedyInput,
  lookup: Lookup,
): { readonly moves: Move[]; readonly unreachable: ReadonlyMap<Installed, Installed> } {
  const unreachable = new Map<Installed, Installed>();
  const moves: Move[] = [];
  const byType = Map.groupBy(
    state.filter((one) => isSystemType(one.one.type) && isFixable(one)),
    ({ one }) => one.type,
  );
  for (const [type, affected] of byType) {
    const scheme = schemeOf(type);
    const fixed = affected.flatMap((one) => {
      const to = scheme && newestFix(one, scheme, lookup);
      return to ? [[one, to] as const] : [];
    });
    const manager = packageManager(state, type, input);
    if (!manager) for (const [one, to] of fixed) unreachable.set(one, to);
    else if (fixed.length > 0) moves.push(upgradeMove(manager, new Map(fixed), input));
  }
  return { moves, unreachable };
}

/** Past these the whole is upgraded: a line of hundreds of names is nobody's to keep. */
const mostNamed = 20;

/** A line of a Dockerfile and the command in it; of names that are none, everything is upgraded. */
export function upgradeChanges(
  manager: PackageManager,
  names: readonly string[],
  after: number | null,
): Change[] {
  const distinct = [...new Set(names)].sort();
  const exact = distinct.length <= mostNamed && distinct.every((name) => isSystemName(name));
  const text = manager.upgrade(exact ? distinct.join(" ") : "");
  return [
    { kind: "dockerfile", replaces: null, after, text: `RUN ${text}` },
    { kind: "command", tool: manager.name, text },
  ];
}

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html#source, and what Alpine and RPM allow beside it. */
export function isSystemName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9+._-]{0,127}$/.test(name);
}

function upgradeMove(
  manager: PackageManager,
  out: ReadonlyMap<Installed, Installed>,
  { base, bases, dockerfile }: RemedyInput,
): Move {
  const names = [...out.keys()].map(({ one }) => one.name);
  const changes = [
    ...upgradeChanges(manager, names, dockerfile?.upgradeAfter ?? null),
    ...pinnedChanges(out, dockerfile),
  ];
  const mayBePublished =
    base !== null && bases.length === 0 && [...out.keys()].some((one) => one.ofBase);
  return {
    id: `upgrade-os-packages ${manager.type}`,
    kind: "upgrade-os-packages",
    who: "you",
    packages: packageChanges(out),
    base: null,
    // The base's owner may have published them already: then no line is needed.
    changes: mayBePublished ? [...changes, pull] : changes,
    risk: worstRisk([...out].map(([from, to]) => riskOf(from.one.version, to.one.version))),
    confidence: "verified",
    exchange: { out, in: [] },
    smaller: null,
  };
}

/** Lines of one's own that ask for the version which it has. An archive names binaries as their source where they were built once. */
function pinnedChanges(
  out: ReadonlyMap<Installed, Installed>,
  dockerfile: RemedyInput["dockerfile"],
): Change[] {
  if (!dockerfile) return [];
  const pins = pinsIn(dockerfile.runs);
  return [...out].flatMap(([{ one, ofBase }, to]) =>
    ofBase || (one.source !== null && one.source.version !== one.version)
      ? []
      : pins({ type: one.type, name: one.name, from: one.version, to: to.one.version }),
  );
}

/** Builds again upon what the base's owner has published since. */
export const pull: Change = { kind: "command", tool: "docker", text: "docker build --pull ." };

function usual(type: PackageType, os: OperatingSystem | null): string {
  if (type === "apk") return "apk";
  if (type === "deb") return "apt";
  return /suse|sles|sle-micro|sl-micro/.test(os?.family ?? "") ? "zypper" : "dnf";
}

function spaced(command: string, names: string): string {
  return names === "" ? command : `${command} ${names}`;
}
