import type { Finding, Summary } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import { differenceOf, type Naming } from "./difference.ts";
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

/** What a move leads to. */
export type Judged = { readonly step: Step; readonly state: State };

/** Holds a move against a state, of which the counts are given. */
export function judge(move: Move, state: State, before: Summary, named: Naming): Judged {
  const { exchange, smaller, ...rest } = move;
  const { cleared, brought } = changeBy(exchange);
  const next = apply(exchange, state);
  return {
    step: {
      ...rest,
      clears: named(cleared),
      brings: named(brought),
      before,
      after: summaryOf(next),
      smaller: smaller && {
        version: smaller.version,
        changes: smaller.changes,
        clears: named(changeBy(smaller.exchange).cleared),
      },
    },
    state: next,
  };
}

/**
 * What is gained for each part of the effort, 0 or less where nothing is, or worse comes. It is the same in every state, as
 * moves do not meet.
 */
export function worthOf({
  exchange,
  kind,
  risk,
}: Pick<Move, "exchange" | "kind" | "risk">): number {
  const { cleared, brought } = changeBy(exchange);
  return cleared.length === 0 ? 0 : (weigh(cleared) - weigh(brought)) / effortOf(kind, risk);
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

function changeBy({ out, in: come }: Exchange) {
  const findings = (some: Iterable<Installed | null>): Finding[] =>
    [...some].flatMap((one) => one?.findings ?? []);
  return differenceOf(findings(out.keys()), findings([...out.values(), ...come]));
}
