import type { Finding, Severity } from "../match/finding.ts";
import type { StepKind } from "./plan.ts";
import type { Risk } from "./risk.ts";

const bySeverity: Readonly<Record<Severity, number>> = {
  critical: 40,
  high: 10,
  medium: 3,
  unknown: 2,
  low: 1,
  negligible: 0.2,
};

/** What is exploited already counts as much more than what merely could be. */
const knownExploited = 5;
const mostLikelyExploited = 4;

/** How much it is worth to be rid of findings: by severity, by CISA's list of the exploited, by FIRST's probability. */
export function weigh(findings: Iterable<Pick<Finding, "severity" | "kev" | "epss">>): number {
  let sum = 0;
  for (const { severity, kev, epss } of findings)
    sum += bySeverity[severity] * (kev ? knownExploited : 1 + mostLikelyExploited * (epss ?? 0));
  return sum;
}

/** A build again is the least there is; another distribution is a project. */
const byKind: Readonly<Record<StepKind, number>> = {
  "refresh-base": 1,
  "upgrade-os-packages": 1,
  "upgrade-dependency": 1,
  "remove-package": 1.5,
  "rebuild-with": 1.5,
  "update-base": 1.5,
  wait: 1,
  "replace-distribution": 6,
};

const byRisk: Readonly<Record<Risk, number>> = { patch: 1, minor: 1.2, unknown: 1.5, major: 4 };

/** What a step costs, in steps of the easiest kind. */
export function effortOf(kind: StepKind, risk: Risk): number {
  // What a distribution fixes within a release is meant to break nothing, whatever the version is called.
  return byKind[kind] * (kind === "upgrade-os-packages" ? 1 : byRisk[risk]);
}
