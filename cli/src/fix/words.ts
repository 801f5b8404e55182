import type { Change, Meanwhile, Plan, Remaining, Step, StepKind } from "@plimsoll/engine";
import { type Severity, severities } from "@plimsoll/engine/matching";
import { counted } from "../report/counted.ts";

/** What a step does, in a line. */
export function titleOf(step: Step): string {
  return titles[step.kind](step);
}

const titles: Readonly<Record<StepKind, (step: Step) => string>> = {
  "refresh-base": ({ base }) => `Build again upon ${familiar(base?.to)}, as it is published now`,
  "update-base": ({ base }) => `Update the base: ${familiar(base?.from)} → ${familiar(base?.to)}`,
  "replace-distribution": ({ base }) =>
    `Change the distribution: ${familiar(base?.from)} → ${familiar(base?.to)}`,
  "upgrade-os-packages": (step) => {
    const names = new Set(step.packages.map(({ name }) => name));
    return names.size === 1
      ? `Upgrade ${changesIn(step)}`
      : `Upgrade ${names.size} packages of the system: ${changesIn(step)}`;
  },
  "upgrade-dependency": (step) => `Upgrade ${changesIn(step)}`,
  "rebuild-with": (step) => `Build again with a newer toolchain: ${changesIn(step)}`,
  "remove-package": (step) => `Take away ${namesIn(step)}`,
  wait: (step) => `Wait for ${namesIn(step)}`,
};

const mostNamed = 3;

/** `openssl 3.0.9 → 3.0.13, curl 7.1, 7.2 → 8 and 4 more`. */
function changesIn({ packages }: Step): string {
  const changes = Map.groupBy(packages, ({ name, to }) => `${name}\0${to}`).values();
  return someOf(
    [...changes].map((some) => {
      const from = someOf(some.map((one) => one.from));
      return `${some[0]?.name} ${from} → ${some[0]?.to ?? "nothing"}`;
    }),
  );
}

function namesIn({ packages }: Step): string {
  return someOf(packages.map(({ name }) => name));
}

function someOf(all: readonly string[]): string {
  const distinct = [...new Set(all)];
  const more = distinct.length - mostNamed;
  const shown = distinct.slice(0, mostNamed).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Docker Hub's images by the names that people write. */
export function familiar(reference: string | undefined): string {
  return (reference ?? "the base").replace(/^docker\.io\/(library\/(?=[^/]+$))?/, "");
}

/** Where a change is made: `Dockerfile, line 3`, `app/package.json`, `npm`. */
export function placeOf(change: Change): string {
  if (change.kind === "command") return change.tool;
  if (change.kind === "manifest") return change.file;
  if (change.replaces)
    return change.replaces.line === null
      ? "Dockerfile"
      : `Dockerfile, line ${change.replaces.line}`;
  return change.after === null ? "Dockerfile" : `Dockerfile, after line ${change.after}`;
}

/** What stands there afterwards; of a word, what stood there before too. */
export function textOf(change: Change): string {
  const isWord =
    change.kind === "dockerfile" && change.replaces && !/^\s*FROM\s/i.test(change.text);
  return isWord ? `${change.replaces.text} → ${change.text}` : change.text;
}

/** What may break, and how sure it is. */
export function riskOf({ risk, confidence }: Step): string {
  return `${risks[risk]}, ${confidence}`;
}

const risks: Readonly<Record<Step["risk"], string>> = {
  patch: "patch",
  minor: "minor",
  major: "major, may break something",
  unknown: "unknown risk",
};

/** Of findings, `12: 2 critical, 10 high`. */
export function countedRefs(refs: Step["clears"]): string {
  const of = (severity: Severity) => refs.filter((one) => one.severity === severity).length;
  const amounts = Object.fromEntries(severities.map((severity) => [severity, of(severity)]));
  return counted({ ...(amounts as Record<Severity, number>), total: refs.length });
}

/** How sure the whole is. */
export function sureness({ verified }: Plan): string {
  return verified
    ? "matched again with all steps made"
    : "by what the findings say of fixes, not matched again";
}

export const reasons: Readonly<Record<Remaining["reason"], string>> = {
  "no-fix": "No fix yet",
  "under-investigation": "Being looked into",
  "will-not-fix": "Will not be fixed",
  "fix-deferred": "Fix deferred",
  "end-of-life": "No longer maintained",
  "out-of-reach": "A fix is there, but not within this image's reach",
};

export function meanwhileText(one: Meanwhile): string {
  if (one.kind === "wait") return "Wait: a fix may come";
  if (one.kind === "accept") return `Accept until ${one.until}, by an exception that ends then`;
  if (one.kind === "mitigation") return `Work around it: ${one.url}`;
  if (one.kind === "replace-distribution")
    return `Change the distribution: ${one.from} → ${one.to ?? "another"}`;
  const names = someOf(one.packages.map(({ name }) => name));
  return `Remove ${names}, if nothing needs it: ${one.changes[0]?.text ?? ""}`;
}
