import type { Finding, Summary } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import { type Difference, differenceOf, type Naming } from "./difference.ts";
import type { Installed } from "./installed.ts";
import type { PackageChange, Step } from "./plan.ts";
import { effortOf, weigh } from "./rank.ts";

/** All that is installed at one point of the plan. */
export type State = readonly Installed[];

/** What goes, each with what comes in its place, and what comes beside. */
export type Exchange = {
  readonly out: ReadonlyMap<Installed, Installed | null>;
  readonly in: readonly Installed[];
};

/** A step before it is known what it leads to. */
export type Move = Pick<Step, "id" | "kind" | "who" | "packages" | "base" | "changes" | "risk"> & {
  readonly confidence: Step["confidence"];
  readonly exchange: Exchange;
  readonly smaller:
    | (Pick<NonNullable<Step["smaller"]>, "version" | "changes"> & { readonly exchange: Exchange })
    | null;
};

/** A move and what changes by it, which is the same whenever it is made: no two moves change one package. */
export type Weighed = Difference & {
  readonly move: Move;
  /** What is gained for each part of the effort; 0 or less where nothing is, or worse comes. */
  readonly worth: number;
};

export function weighed(move: Move): Weighed {
  const { cleared, brought } = changeBy(move.exchange);
  const gain = cleared.length === 0 ? 0 : weigh(cleared) - weigh(brought);
  return { move, cleared, brought, worth: gain / effortOf(move.kind, move.risk) };
}

/** Those that gain something, the most worth first. */
export function byWorth(moves: readonly Move[]): Weighed[] {
  return moves
    .map(weighed)
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || (a.move.id < b.move.id ? -1 : 1));
}

/** The step that a move is where the image has had so many findings before it. */
export function stepOf({ move, cleared, brought }: Weighed, before: Summary, named: Naming): Step {
  const { exchange, smaller, ...rest } = move;
  const [goes, comes] = sidesOf(exchange).map(summarise);
  return {
    ...rest,
    clears: named(cleared),
    brings: named(brought),
    before,
    after: comes && goes ? exchanged(before, goes, comes) : before,
    smaller: smaller && {
      version: smaller.version,
      changes: smaller.changes,
      clears: named(changeBy(smaller.exchange).cleared),
    },
  };
}

export function apply({ out, in: come }: Exchange, state: State): State {
  const stays = state.flatMap((one) => {
    const instead = out.get(one);
    return instead === undefined ? [one] : instead === null ? [] : [instead];
  });
  return [...stays, ...come];
}

export function summaryOf(state: State): Summary {
  return summarise(state.flatMap(({ findings }) => findings));
}

/** What changes by packages that take others' place. */
export function packageChanges(out: Exchange["out"]): PackageChange[] {
  return [...out].map(([{ one }, to]) => {
    const { name, type, purl, path, version } = one;
    return { name, type, purl, path, from: version, to: to?.one.version ?? null };
  });
}

/** Findings that have a fix. */
export function isFixable({ findings }: Installed): boolean {
  return findings.some(({ fixedVersions }) => fixedVersions.length > 0);
}

function changeBy(exchange: Exchange): Difference {
  const [goes, comes] = sidesOf(exchange);
  return differenceOf(goes, comes);
}

function sidesOf({ out, in: come }: Exchange): [goes: Finding[], comes: Finding[]] {
  const findings = (some: Iterable<Installed | null>): Finding[] =>
    [...some].flatMap((one) => one?.findings ?? []);
  return [findings(out.keys()), findings([...out.values(), ...come])];
}

function exchanged(before: Summary, goes: Summary, comes: Summary): Summary {
  const names = Object.keys(before) as (keyof Summary)[];
  return Object.fromEntries(
    names.map((name) => [name, before[name] - goes[name] + comes[name]]),
  ) as Summary;
}
