import { isSystemType, type Package } from "../inventory/package.ts";
import { chainOf } from "../origin/chain.ts";
import { manifestOf } from "../origin/manifest.ts";
import { lastWith, pinsIn } from "./dockerfile-changes.ts";
import { type Ecosystem, ecosystems, type Place } from "./ecosystems.ts";
import type { Installed, Lookup } from "./installed.ts";
import { isFixable, type Move, packageChanges, type State } from "./move.ts";
import type { Change, StepKind } from "./plan.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { isPlainPath, isVersion } from "./quote.ts";
import { riskOf, worstRisk } from "./risk.ts";
import { smallestVersion, type Target } from "./smallest-version.ts";
import { isSystemName, packageManager, upgradeChanges } from "./system-packages.ts";

export type DependencyMoves = {
  readonly moves: Move[];
  /** Ways that lead there if what was not looked at holds a fix: whatever came in one piece with the package. */
  readonly guesses: Move[];
  /** What only who makes the base image can change, each with what it would become. */
  readonly unreachable: ReadonlyMap<Installed, Installed>;
};

/** What to do about the packages of languages: those that one change moves are one step. */
export function dependencyMoves(state: State, input: RemedyInput, lookup: Lookup): DependencyMoves {
  const places = placesIn(state);
  const upgradeOf = upgradesIn(state, input);
  const placed = placesInDockerfile(input);
  const unreachable = new Map<Installed, Installed>();
  const parts: Part[] = [];
  for (const installed of state) {
    const { one, ofBase } = installed;
    if (isSystemType(one.type) || !isFixable(installed)) continue;
    const rules = ecosystems[one.type];
    const target = rules ? smallestVersion(installed, rules, lookup) : null;
    if (!rules || !target) continue;
    const holder = broughtBy(installed, rules, upgradeOf);
    const isOwn = !holder && (!ofBase || rules.inPlace?.(one) === true);
    const part = isOwn
      ? ownPart(installed, target, rules, { place: places(one), placed })
      : holder && { ...holder, from: installed, to: target.to, smaller: null, guess: true };
    if (part && part.changes.length > 0) parts.push(part);
    else if (ofBase) unreachable.set(installed, target.to);
  }
  const moves = [...Map.groupBy(parts, changeKey).values()].flatMap(moveOf);
  return {
    moves: moves.filter(({ confidence }) => confidence !== "guess"),
    guesses: moves.filter(({ confidence }) => confidence === "guess"),
    unreachable,
  };
}

/** One package's part in a step. */
type Part = Subject & {
  readonly from: Installed;
  readonly to: Installed;
  readonly smaller: { readonly to: Installed; readonly changes: readonly Change[] } | null;
  readonly guess: boolean;
};

/** What a person changes. */
type Subject = {
  readonly kind: StepKind;
  readonly subject: string;
  readonly changes: readonly Change[];
};

/** What a person changes for the package itself; null for a name or version that is none: it is written into nothing. */
function ownPart(
  from: Installed,
  target: Target,
  rules: Ecosystem,
  { place, placed }: { readonly place: Place; readonly placed: Placed },
): Part | null {
  const { one, ofBase } = from;
  if (!rules.name.test(one.name) || one.name.length > longestName || !isVersion(one.version))
    return null;
  const { to, smaller } = target;
  const changesTo = ({ one: { version } }: Installed) =>
    placed(from, version, safe(rules.changes({ one, to: version, ofBase, place })));
  return {
    kind: one.type === "golang" && one.name === "stdlib" ? "rebuild-with" : "upgrade-dependency",
    subject: `${one.type} ${one.name} ${to.one.version}`,
    from,
    to,
    changes: changesTo(to),
    smaller: smaller && { to: smaller, changes: changesTo(smaller) },
    guess: rules.downloadable === true && isDownloaded(one),
  };
}

/** Of npm, which has the longest that anyone bounds; Maven's and Go's are rarely half of it. */
const longestName = 214;

/** The system's package or the thing around it that the package came with. */
function broughtBy({ one }: Installed, rules: Ecosystem, upgradeOf: UpgradeOf): Subject | null {
  if (one.ownedBy !== null) return upgradeOf(one.ownedBy);
  const holder = rules.holderOf?.(one) ?? null;
  return (
    holder && {
      kind: "upgrade-dependency",
      subject: `${one.type} ${holder.name} latest`,
      changes: holder.changes,
    }
  );
}

type UpgradeOf = (systemPackage: string) => Subject;

/** How the system's packages are upgraded that brought others. */
function upgradesIn(state: State, input: RemedyInput): UpgradeOf {
  const types = new Map(
    state.flatMap(({ one }) => (isSystemType(one.type) ? [[one.name, one.type] as const] : [])),
  );
  const managers = new Map(
    [...new Set(types.values())].map((type) => [type, packageManager(state, type, input)]),
  );
  const after = input.dockerfile?.upgradeAfter ?? null;
  return (name) => {
    const type = types.get(name);
    const manager = type && managers.get(type);
    return {
      kind: "upgrade-os-packages",
      subject: `${type ?? "system"} ${name}`,
      changes: manager && isSystemName(name) ? upgradeChanges(manager, [name], after) : [],
    };
  };
}

/** Parts that are made by one and the same change. */
function changeKey({ kind, subject, changes, smaller, guess }: Part): string {
  return JSON.stringify([kind, subject, changes, smaller?.to.one.version, smaller?.changes, guess]);
}

function moveOf(parts: readonly Part[]): Move[] {
  const [first] = parts;
  if (!first || first.changes.length === 0) return [];
  const out = new Map(parts.map(({ from, to }) => [from, to]));
  const within = new Map(parts.map(({ from, smaller }) => [from, smaller?.to ?? from]));
  const caret = ecosystems[first.from.one.type]?.caret ?? false;
  const risks = parts.map(({ from, to }) => riskOf(from.one.version, to.one.version, caret));
  return [
    {
      id: `${first.kind} ${first.subject}`,
      kind: first.kind,
      who: "you",
      packages: packageChanges(out),
      base: null,
      changes: first.changes,
      risk: first.guess ? "unknown" : worstRisk(risks),
      confidence: first.guess ? "guess" : "verified",
      exchange: { out, in: [] },
      smaller: first.smaller && {
        version: first.smaller.to.one.version,
        changes: first.smaller.changes,
        exchange: { out: within, in: [] },
      },
    },
  ];
}

/** A path comes from the image; where it is none that a person would write, the change is said without. */
function safe(changes: readonly Change[]): Change[] {
  return changes.filter((one) => one.kind !== "manifest" || isPlainPath(one.file));
}

/** Changes as a Dockerfile has them: its own words for the package where there are some, else after which line a new one is. */
type Placed = (from: Installed, to: string, changes: readonly Change[]) => Change[];

function placesInDockerfile({ dockerfile }: RemedyInput): Placed {
  if (!dockerfile) return (_, __, changes) => [...changes];
  const { runs, upgradeAfter } = dockerfile;
  const pins = pinsIn(runs);
  return ({ one, ofBase }, to, changes) => {
    const own = ofBase ? [] : pins({ type: one.type, name: one.name, from: one.version, to });
    if (own.length > 0) return own;
    return changes.map((change) =>
      change.kind === "dockerfile" && change.replaces === null && change.after === null
        ? { ...change, after: lastWith(toolOf(change.text), runs) ?? upgradeAfter }
        : change,
    );
  };
}

/** `pip` of `RUN pip install …`. */
function toolOf(run: string): string {
  return /^RUN ([a-z]+)/.exec(run)?.[1] ?? "sh";
}

/** Whether the line that made its layer fetched something: what lies there was built elsewhere. */
function isDownloaded({ layer }: Package): boolean {
  return /\b(curl|wget)\s+(-|["'$]|https?:)|\bADD\s+(--\S+\s+)*https?:/.test(layer.command ?? "");
}

function placesIn(state: State): (one: Package) => Place {
  const known = new Map<string, { versions: Set<string>; direct: Set<string> }>();
  const keyOf = (one: Package) =>
    [one.type, one.name, one.type === "npm" ? manifestOf(one) : one.path].join("\0");
  for (const { one } of state) {
    if (isSystemType(one.type)) continue;
    const place = known.get(keyOf(one)) ?? { versions: new Set(), direct: new Set() };
    known.set(keyOf(one), place);
    place.versions.add(one.version);
    if (chainOf(one).length === 1) place.direct.add(one.version);
  }
  return (one) => known.get(keyOf(one)) ?? { versions: new Set(), direct: new Set() };
}
