import { isSystemType, type Package } from "../inventory/package.ts";
import { manifestOf } from "../origin/manifest.ts";
import { type Ecosystem, ecosystems } from "./ecosystems.ts";
import type { Installed, Lookup } from "./installed.ts";
import { isFixable, type Move, packageChanges, type State } from "./move.ts";
import type { Change, StepKind } from "./plan.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { isPlainPath, isVersion } from "./quote.ts";
import { riskOf, worstRisk } from "./risk.ts";
import { smallestVersion } from "./smallest-version.ts";
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
  const byPlace = Map.groupBy(
    state.map(({ one }) => one),
    placeKey,
  );
  const upgradeOf = upgradesIn(state, input);
  const unreachable = new Map<Installed, Installed>();
  const parts: Part[] = [];
  for (const installed of state) {
    const { one, ofBase } = installed;
    if (isSystemType(one.type) || !isFixable(installed)) continue;
    const rules = ecosystems[one.type];
    const target = rules ? smallestVersion(installed, rules, lookup) : null;
    if (!rules || !target) continue;
    const named = rules.name.test(one.name) && isVersion(one.version) && one.name.length <= 214;
    const changesTo = (to: Installed) =>
      safe(
        rules.changes({
          one,
          to: to.one.version,
          ofBase,
          there: byPlace.get(placeKey(one)) ?? [one],
        }),
      );
    const holder = broughtBy(installed, rules, upgradeOf);
    const ownWay = !ofBase || rules.inPlace?.(one) === true;
    if (holder && holder.changes.length > 0)
      parts.push({ ...holder, from: installed, to: target.to, smaller: null, guess: true });
    else if (!holder && ownWay && named)
      parts.push({
        kind:
          one.name === "stdlib" && one.type === "golang" ? "rebuild-with" : "upgrade-dependency",
        subject: `${one.type} ${one.name} ${target.to.one.version}`,
        from: installed,
        to: target.to,
        changes: changesTo(target.to),
        smaller: target.smaller && { to: target.smaller, changes: changesTo(target.smaller) },
        guess: rules.downloadable === true && isDownloaded(one),
      });
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

/** Whether the line that made its layer fetched something: what lies there was built elsewhere. */
function isDownloaded({ layer }: Package): boolean {
  return /\b(curl|wget)\b|\bADD\s+(--\S+\s+)*https?:/.test(layer.command ?? "");
}

function placeKey(one: Package): string {
  const place = one.type === "npm" ? manifestOf(one) : one.path;
  return [one.type, one.name, place].join("\0");
}
