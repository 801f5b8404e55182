import type { OperatingSystem, Package } from "../inventory/package.ts";
import type { EndOfLife } from "../match/end-of-life.ts";
import type { Finding, Summary } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import type { BaseImage } from "../origin/base-image.ts";
import type { DockerfileRun } from "../origin/dockerfile.ts";
import { baseMove, otherBases, ownersMove } from "./base.ts";
import { dependencyMoves } from "./dependencies.ts";
import { type Naming, namingBy } from "./difference.ts";
import { type Installed, installedOf, lookupIn } from "./installed.ts";
import {
  apply,
  byWorth,
  type Move,
  type State,
  stepOf,
  summaryOf,
  type Weighed,
  weighed,
} from "./move.ts";
import type { Plan, Step } from "./plan.ts";
import { remainingOf } from "./remaining.ts";
import { removals } from "./removal.ts";
import { systemMoves } from "./system-packages.ts";

/** An image as a plan is made for it. */
export type RemedyInput = {
  readonly os: OperatingSystem | null;
  readonly endOfLife: EndOfLife | null;
  /** Empty where the scanner tells none; the plan then rests on the findings alone. */
  readonly packages: readonly Package[];
  readonly findings: readonly Finding[];
  readonly base: BaseImage | null;
  /** Newer images that could take the base's place and what is known to be in them, the nearest first. */
  readonly bases: readonly KnownBase[];
  /** The line with the base, where a Dockerfile was given. */
  readonly dockerfile: DockerfileFacts | null;
  /**
   * Findings of packages within a distribution (the image's, or a newer base's), by the advisories that `findings` are of;
   * asked for few packages at a time. Null where the scanner tells no packages.
   */
  readonly match:
    | ((packages: readonly Package[], os: OperatingSystem | null) => readonly Finding[])
    | null;
  /** The day of the plan. */
  readonly now: Date;
};

export type KnownBase = {
  /** `debian:12-slim`. */
  readonly reference: string;
  /** `refresh`: the tag that the image is built from, pushed again since; `update`: another tag. */
  readonly kind: "refresh" | "update";
  readonly os: OperatingSystem | null;
  readonly packages: readonly Package[];
};

export type DockerfileFacts = {
  /** The FROM of the last stage's base. */
  readonly from: { readonly line: number; readonly text: string } | null;
  /** The last line before which the system's packages can still be upgraded as root. */
  readonly upgradeAfter: number | null;
  /** What runs in the build: the words of its own that hold a package to a version are changed there. */
  readonly runs: readonly DockerfileRun[];
};

/**
 * What to do about an image's findings. Pure but for `match`. Each step is judged by matching what it changes again, with
 * the steps before it made: nothing is counted twice, and what a newer version brings is told. What `findings` leaves out
 * although advisories say it (a VEX document, an exception) stays left out.
 */
export function planRemedy(input: RemedyInput): Plan {
  const lookup = lookupIn(input);
  const start = installedOf(input);
  const base = baseMove(start, input, lookup);
  // What lies upon the base is judged upon the newer one.
  const onBase = base ? apply(base.exchange, start) : start;
  const system = systemMoves(onBase, input, lookup);
  const languages = dependencyMoves(onBase, input, lookup);

  const named = namingBy(input.findings);
  const made = inOrder(start, base, [...system.moves, ...languages.moves]);
  const end = made.reduce((state, { move }) => withMove(state, move), new Set(start));
  const state = [...end];
  const [before, after] = [summarise(input.findings), summaryOf(state)];
  const ofOwner = ownersMove(new Map([...system.unreachable, ...languages.unreachable]), input);
  const offered = byWorth([
    ...otherBases(state, input, lookup),
    ...(ofOwner ? [ofOwner] : []),
    ...languages.guesses,
    ...removals(state, input),
  ]);
  const verified = input.match !== null;
  return {
    verified,
    before,
    after,
    steps: told(stepsOf(made, before, named), verified),
    optional: told(
      offered.map((one) => stepOf(one, after, named)),
      verified,
    ),
    remaining: remainingOf(state, input, named),
  };
}

/** The most worth first; what is upon a newer base only once that is there. */
function inOrder(start: State, base: Move | null, moves: readonly Move[]): Weighed[] {
  const there = new Set(start);
  const made: Weighed[] = [];
  let waiting = base && weighed(base);
  for (const one of byWorth(base ? [base, ...moves] : moves)) {
    const { exchange } = one.move;
    if (waiting && (one.move === base || ![...exchange.out.keys()].every((it) => there.has(it)))) {
      made.push(waiting);
      waiting = null;
    }
    if (one.move !== base) made.push(one);
  }
  return made;
}

function stepsOf(made: readonly Weighed[], start: Summary, named: Naming): Step[] {
  let before = start;
  return made.map((one) => {
    const step = stepOf(one, before, named);
    before = step.after;
    return step;
  });
}

function withMove(state: Set<Installed>, { exchange }: Move): Set<Installed> {
  for (const [gone, instead] of exchange.out) {
    state.delete(gone);
    if (instead) state.add(instead);
  }
  for (const one of exchange.in) state.add(one);
  return state;
}

/** Of what was not matched again the advisories say it, no more; and each step has an id of its own. */
function told(steps: readonly Step[], verified: boolean): Step[] {
  return distinct(
    steps.map((step) =>
      verified || step.confidence !== "verified" ? step : { ...step, confidence: "likely" },
    ),
  );
}

/** Two places may need the same change: the second is told by where it is. */
function distinct(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  return steps.map((step) => {
    let { id } = step;
    for (let more = 0; seen.has(id); more++) {
      const place = step.packages[more]?.path;
      id = `${step.id} ${place ?? more}`;
    }
    seen.add(id);
    return { ...step, id };
  });
}
