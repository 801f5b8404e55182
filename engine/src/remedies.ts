/** Where what is wrong came from, and what to do about it. */
export {
  type BaseEvidence,
  type BaseFacts,
  type BaseImage,
  findBaseImage,
  type KnownImage,
} from "./origin/base-image.ts";
export { type Instruction, readInstruction } from "./origin/instruction.ts";
export {
  type DockerfileLine,
  type Origin,
  type OriginFacts,
  originOf,
  type TracedFinding,
  traceFindings,
} from "./origin/origin.ts";
export { type BuildImage, readProvenance } from "./origin/provenance.ts";
export {
  type ChangedPackage,
  type Comparable,
  type ComparedFindings,
  type Comparison,
  compareResults,
} from "./remedy/compare.ts";
export { type NewerTags, newerTags } from "./remedy/newer-tags.ts";
export type {
  Change,
  FindingRef,
  Meanwhile,
  PackageChange,
  Plan,
  Remaining,
  Step,
  StepKind,
} from "./remedy/plan.ts";
export {
  type DockerfileFacts,
  type KnownBase,
  planRemedy,
  type RemedyInput,
} from "./remedy/plan-remedy.ts";
