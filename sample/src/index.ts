export {
  breakLastLayer,
  type Composed,
  composeArtifact,
  composeImage,
  composeIndex,
  type Descriptor,
  type FileSpec,
  type ImageSpec,
  mediaTypes,
  type PlatformSpec,
  type StepSpec,
} from "./compose.ts";
export {
  type Content,
  type RegistryOptions,
  type RunningRegistry,
  serveImages,
} from "./registry.ts";
export { startSampleRegistry } from "./sample.ts";
