import { severities } from "../match/finding.ts";
import { isPackage } from "./exceptions.ts";
import type { FindingFacts } from "./facts.ts";
import { matchesPattern } from "./pattern.ts";
import type { FindingConditions } from "./policy.ts";

/** Null: it cannot be told. */
export type Judgement = boolean | null;

type Wanted = { readonly [K in keyof FindingConditions]-?: NonNullable<FindingConditions[K]> };
type Asked = { readonly [K in keyof Wanted]?: Wanted[K] | undefined };

type Condition<T> = {
  readonly isMet: (wanted: T, finding: FindingFacts, now: Date) => Judgement;
  /** Follows "12 findings". */
  readonly words: (wanted: T) => string;
  /** What is not known where it cannot be told. */
  readonly missing?: string;
};

/** How each condition is judged, and what it says to people. */
const conditions: { readonly [K in keyof Wanted]: Condition<Wanted[K]> } = {
  severity: {
    isMet: (least, { severity }) => severities.indexOf(severity) <= severities.indexOf(least),
    words: (least) => (least === "critical" ? least : `${least} or worse`),
  },
  cvss: {
    isMet: (least, { cvss }) => cvss !== null && cvss.score >= least,
    words: (least) => `CVSS ${least} or more`,
  },
  kev: {
    isMet: (wanted, { kev }) => kev === wanted,
    words: (wanted) => (wanted ? "known to be exploited" : "not known to be exploited"),
  },
  epss: {
    isMet: (least, { epss }) => epss !== null && epss >= least,
    words: (least) => `EPSS ${least} or more`,
  },
  fixable: {
    isMet: (wanted, finding) => isFixable(finding) === wanted,
    words: (wanted) => (wanted ? "with a fix" : "without a fix"),
  },
  fixableForDays: {
    isMet: (days, finding, now) => isFixable(finding) && ago(finding.fixableSince, days, now),
    words: (days) => `with a fix for ${inDays(days)}`,
    missing: "since when there is a fix",
  },
  publishedDays: {
    isMet: (days, { published }, now) => ago(dateOf(published), days, now),
    words: (days) => `published ${inDays(days)} ago or earlier`,
    missing: "when it was published",
  },
  seenDays: {
    isMet: (days, { firstSeen }, now) => ago(firstSeen, days, now),
    words: (days) => `first seen ${inDays(days)} ago or earlier`,
    missing: "when it was first seen",
  },
  ids: {
    isMet: (wanted, { id, aliases }) =>
      [id, ...aliases].some((one) => wanted.some((pattern) => matchesPattern(pattern, one))),
    words: (wanted) => `id ${anyOf(wanted)}`,
  },
  packages: {
    isMet: (wanted, finding) => wanted.some((pattern) => isPackage(pattern, finding.package)),
    words: (wanted) => `in ${anyOf(wanted)}`,
  },
  types: {
    isMet: (wanted, finding) =>
      wanted.some((pattern) => matchesPattern(pattern, finding.package.type)),
    words: (wanted) => `in packages of type ${anyOf(wanted)}`,
  },
  status: {
    isMet: (wanted, { status }) => wanted.some((one) => one === status),
    words: (wanted) => `status ${anyOf(wanted)}`,
  },
  from: {
    isMet: (wanted, { origin }) => (origin.from === null ? null : origin.from === wanted),
    words: (wanted) => (wanted === "base" ? "of the base image" : "not of the base image"),
    missing: "what of the image is its base",
  },
};
const names = Object.keys(conditions) as readonly (keyof Wanted)[];

/** Whether all of a rule is true of a finding; null where the rest is, and something cannot be told. */
export function isMet(rule: Asked, finding: FindingFacts, now: Date): Judgement {
  let met: Judgement = true;
  for (const name of names) {
    const one = judge(name, rule, finding, now);
    if (one === false) return false;
    if (one === null) met = null;
  }
  return met;
}

/** `high or worse, with a fix`. */
export function conditionWords(rule: Asked): string {
  return names.flatMap((name) => wordsOf(name, rule)).join(", ");
}

/** What would have to be known of findings to judge them by a rule. */
export function missingWords(rule: Asked, findings: readonly FindingFacts[], now: Date): string {
  const missing = names.filter((name) =>
    findings.some((finding) => judge(name, rule, finding, now) === null),
  );
  return missing.map((name) => conditions[name].missing ?? name).join(", and ");
}

function judge<K extends keyof Wanted>(
  name: K,
  rule: Asked,
  finding: FindingFacts,
  now: Date,
): Judgement {
  const wanted: Wanted[K] | undefined = rule[name];
  return wanted === undefined ? true : conditions[name].isMet(wanted, finding, now);
}

function wordsOf<K extends keyof Wanted>(name: K, rule: Asked): string[] {
  const wanted: Wanted[K] | undefined = rule[name];
  return wanted === undefined ? [] : [conditions[name].words(wanted)];
}

function isFixable({ fixedVersions }: FindingFacts): boolean {
  return fixedVersions.length > 0;
}

const dayMs = 86_400_000;

/** Whether something was so many days ago or earlier. */
export function ago(date: Date | null | undefined, days: number, now: Date): Judgement {
  return date ? now.getTime() - date.getTime() >= days * dayMs : null;
}

/** Null for what is no date. */
export function dateOf(text: string | null): Date | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}

function inDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

function anyOf(wanted: readonly string[]): string {
  const others = wanted.length > 5 ? [`${wanted.length - 5} others`] : [];
  return [...wanted.slice(0, 5), ...others].join(" or ");
}
