/** What policies that were read say of an image, and what exceptions take out of it. */

export { evaluatePolicy } from "./policy/evaluate.ts";
export { exceptResult, type FiledException } from "./policy/except-result.ts";
export {
  applyExceptions,
  type ExceptableFinding,
  type Excepted,
  type Exception,
  type ExceptionScope,
  type ExceptionSubject,
  hasEnded,
  isAbout,
} from "./policy/exceptions.ts";
export { type FindingFacts, factsOf, type ImageFacts, type PackageFacts } from "./policy/facts.ts";
export { type Before, beforeOf, judgeResult, type NamedPolicy } from "./policy/judge-result.ts";
export { matchesPattern } from "./policy/pattern.ts";
export type { Policy, PolicyRule } from "./policy/policy.ts";
export {
  type ReasonKind,
  type ScanVerdict,
  type Verdict,
  type VerdictReason,
  type VerdictResult,
  verdictResults,
  worstVerdict,
} from "./policy/verdict.ts";
