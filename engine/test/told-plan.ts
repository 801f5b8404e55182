import { expect } from "vitest";
import type { Package } from "../src/inventory/package.ts";
import type { Change, FindingRef, Plan, Step } from "../src/remedy/plan.ts";
import { planRemedy, type RemedyInput } from "../src/remedy/plan-remedy.ts";
import { imageWith, type Known } from "./remedies.ts";

/** A plan in few words, as tables have it. */
export type ToldPlan = {
  readonly steps: readonly string[];
  readonly optional: readonly string[];
  readonly left: readonly string[];
};

/** A row of a table: what is installed, what is known, and the plan that follows from it; what is not named is empty. */
export type PlanCase = [
  name: string,
  packages: readonly Package[],
  known: Known,
  expected: Partial<ToldPlan>,
  more?: Partial<RemedyInput>,
];

export function checkPlan(...[, packages, known, expected, more]: PlanCase): void {
  const plan = planRemedy(imageWith(packages, known, more));
  expect(tellPlan(plan)).toEqual({ steps: [], optional: [], left: [], ...expected });
  // What is counted at the end is what each step left to the next.
  expect(plan.steps.at(-1)?.after ?? plan.before).toEqual(plan.after);
  const left = plan.remaining.reduce((sum, { summary }) => sum + summary.total, 0);
  expect(left).toBe(plan.after.total);
}

/** `upgrade-dependency lodash 4.17.15 -> 4.17.21, patch: CVE-1 CVE-2`, and what stays as `no-fix: CVE-3`. */
export function tellPlan({ steps, optional, remaining }: Plan): ToldPlan {
  return {
    steps: steps.map(tellStep),
    optional: optional.map((step) => `${tellStep(step)} (${step.confidence})`),
    left: remaining.map(({ reason, findings }) => `${reason}: ${idsOf(findings)}`),
  };
}

function tellStep({ kind, base, packages, risk, clears, brings, smaller }: Step): string {
  const changes = packages.map(({ name, from, to }) => `${name} ${from} -> ${to ?? "nothing"}`);
  const what = base ? `${base.from} -> ${base.to}` : [...new Set(changes)].join(", ");
  const within = smaller ? `, or ${smaller.version} for ${idsOf(smaller.clears)}` : "";
  const brought = brings.length > 0 ? `, brings ${idsOf(brings)}` : "";
  return `${kind} ${what}, ${risk}: ${idsOf(clears)}${within}${brought}`;
}

function idsOf(refs: readonly FindingRef[]): string {
  return refs
    .map(({ id }) => id)
    .sort()
    .join(" ");
}

/** The ways that the plan's first step names, each as a person reads it; of what is only offered, where there is no step. */
export function changesOf(input: RemedyInput): string[] {
  const { steps, optional } = planRemedy(input);
  return (steps[0] ?? optional[0])?.changes.map(tellChange) ?? [];
}

function tellChange(change: Change): string {
  if (change.kind === "command") return `$ ${change.text}`;
  if (change.kind === "manifest") return `${change.file}: ${change.text}`;
  const { replaces, after, text } = change;
  const where = replaces
    ? ` for ${replaces.line === null ? "" : `line ${replaces.line} `}${replaces.text}`
    : "";
  return `${text}${where}${after === null ? "" : ` after line ${after}`}`;
}
