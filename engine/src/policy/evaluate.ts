import { say } from "../said.ts";
import type { FindingFacts, ImageFacts } from "./facts.ts";
import { conditionWords, isMet, missingWords } from "./finding-conditions.ts";
import { remarksOf } from "./image-conditions.ts";
import type { FindingConditions, Policy, PolicyRule } from "./policy.ts";
import { reasonWords } from "./reason-words.ts";
import {
  type NamedFinding,
  type Verdict,
  type VerdictReason,
  verdictResults,
  worstVerdict,
} from "./verdict.ts";

/** Findings that a reason names. */
const named = 20;

/**
 * What a policy says of an image; `facts` is null where it was never scanned, which is `unknown` unless a rule says what it
 * means. Pure. Reasons are in the order of their results, worst first, then of the rules.
 */
export function evaluatePolicy(policy: Policy, facts: ImageFacts | null, now: Date): Verdict {
  const reasons = (
    facts === null ? unscanned(policy) : policy.rules.flatMap((rule) => reasonsOf(rule, facts, now))
  ).sort((a, b) => verdictResults.indexOf(a.result) - verdictResults.indexOf(b.result));
  return { result: worstVerdict(reasons.map(({ result }) => result)), reasons };
}

function unscanned({ rules }: Policy): VerdictReason[] {
  const text = say(reasonWords, "never-scanned");
  const meant = rules.filter(({ image }) => image?.notScanned);
  return (meant.length > 0 ? meant : rules).map(({ name, result }) => ({
    ...{ rule: name, result: meant.length > 0 ? result : "unknown", kind: "not-scanned", text },
    ...{ count: 0, findings: [] },
  }));
}

function reasonsOf(rule: PolicyRule, facts: ImageFacts, now: Date): VerdictReason[] {
  if (rule.finding) return findingReasons(rule, rule.finding, facts.findings, now);
  return remarksOf(rule.image, facts, now).map(({ kind, isKnown, text, count }) => ({
    ...{ rule: rule.name, result: isKnown ? rule.result : "unknown", kind, text, count },
    findings: [],
  }));
}

function findingReasons(
  { name, result }: PolicyRule,
  conditions: FindingConditions,
  findings: readonly FindingFacts[],
  now: Date,
): VerdictReason[] {
  const met: FindingFacts[] = [];
  const untold: FindingFacts[] = [];
  for (const finding of findings) {
    const judgement = isMet(conditions, finding, now);
    if (judgement) met.push(finding);
    else if (judgement === null) untold.push(finding);
  }
  const words = conditionWords(conditions);
  const reasons: VerdictReason[] = [];
  if (met.length > 0)
    reasons.push({
      ...{ rule: name, result, kind: "findings", count: met.length },
      text: said(met, { conditions: words }),
      findings: met.slice(0, named).map(nameOf),
    });
  if (untold.length > 0)
    reasons.push({
      ...{ rule: name, result: "unknown", kind: "findings", count: untold.length },
      text: said(untold, {
        ...{ conditions: words, missing: missingWords(conditions, untold, now) },
      }),
      findings: untold.slice(0, named).map(nameOf),
    });
  return reasons;
}

const shown = 5;

function said(
  findings: readonly FindingFacts[],
  values: { readonly conditions: string; readonly missing?: string },
): string {
  const one = findings.length === 1 ? "finding" : "findings";
  const judged = values.missing === undefined ? one : (`${one}-unjudged` as const);
  const more = findings.length - shown;
  const code =
    more <= 0 ? judged : values.missing === undefined ? "findings-more" : "findings-unjudged-more";
  const listed = findings
    .slice(0, shown)
    .map(({ id, package: { name, version } }) => `${id} in ${name} ${version}`)
    .join(", ");
  return say(reasonWords, code, { ...values, count: findings.length, listed, more });
}

function nameOf(finding: FindingFacts): NamedFinding {
  const { id, severity } = finding;
  const { name, version, purl, path } = finding.package;
  return { id, severity, package: { name, version, purl, path } };
}
