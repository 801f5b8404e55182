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
} from "./origin/origin.ts";
export { type BuildImage, readProvenance } from "./origin/provenance.ts";
