/** What an image has to be like to be let through, and what does not count of what was found in it. */

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
export {
  checkExceptions,
  exceptionsSchema,
  justifications,
  readExceptions,
} from "./policy/exceptions-file.ts";
export { type ExceptedIn, exceptionsAsOpenVex } from "./policy/export-openvex.ts";
export { type FindingFacts, factsOf, type ImageFacts, type PackageFacts } from "./policy/facts.ts";
export type { ImportContext, Imported } from "./policy/import/form.ts";
export { exceptionFormOf, type ImportForm, importExceptions } from "./policy/import/import.ts";
export { type Before, beforeOf, judgeResult, type NamedPolicy } from "./policy/judge-result.ts";
export { matchesPattern } from "./policy/pattern.ts";
export {
  checkPolicy,
  type Policy,
  type PolicyRule,
  policySchema,
  readPolicy,
} from "./policy/policy.ts";
export { readResult } from "./policy/read-result.ts";
export { documentSchema } from "./policy/strict.ts";
export {
  type ReasonKind,
  type ScanVerdict,
  type Verdict,
  type VerdictReason,
  type VerdictResult,
  verdictResults,
  worstVerdict,
} from "./policy/verdict.ts";
export { type Checked, type Fault, faultLine } from "./policy/yaml.ts";
