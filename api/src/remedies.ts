import { z } from "zod";
import { severitySchema, summarySchema } from "./words.ts";

/** A step of an image's history as the line of a Dockerfile that it was. */
export const instructionSchema = z.object({
  /** `RUN`, `COPY`, …; null where it was made without a Dockerfile. */
  keyword: z.string().nullable(),
  text: z.string(),
});
export type Instruction = z.infer<typeof instructionSchema>;

/** Where a package, and with it what is wrong with it, came into the image. */
export const originSchema = z.object({
  /** With the base image, or by a line of one's own; null where the base is not known. */
  from: z.enum(["base", "own"]).nullable(),
  instruction: instructionSchema.nullable(),
  /** From what a person asked for down to the package. */
  chain: z.array(z.string()).readonly(),
  /** The file that a person changes; null where it is the Dockerfile alone. */
  manifest: z.string().nullable(),
});
export type Origin = z.infer<typeof originSchema>;

/** What an image was built upon, as far as it can be told. */
export const baseImageSchema = z.object({
  reference: z.string().nullable(),
  digest: z.string().nullable(),
  /** How many of the image's layers are its, from the bottom. */
  layers: z.int().nullable(),
  confidence: z.enum(["certain", "likely", "guess"]),
  /** What speaks for it, the best first. */
  evidence: z
    .array(
      z.object({
        kind: z.enum(["annotation", "provenance", "dockerfile", "layers", "label", "history"]),
        says: z.string(),
      }),
    )
    .readonly(),
});
export type BaseImage = z.infer<typeof baseImageSchema>;

export const findingRefSchema = z.object({
  id: z.string(),
  severity: severitySchema,
  package: z.object({
    name: z.string(),
    version: z.string(),
    purl: z.string(),
    path: z.string(),
  }),
});
export type FindingRef = z.infer<typeof findingRefSchema>;

export const packageChangeSchema = z.object({
  name: z.string(),
  type: z.string(),
  purl: z.string(),
  path: z.string(),
  from: z.string(),
  /** Null where it is taken away. */
  to: z.string().nullable(),
});
export type PackageChange = z.infer<typeof packageChangeSchema>;

/** One way to make a step, to be copied as it is. */
export const remedyChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("command"), tool: z.string(), text: z.string() }),
  z.object({
    kind: z.literal("dockerfile"),
    replaces: z.object({ line: z.int().nullable(), text: z.string() }).nullable(),
    after: z.int().nullable(),
    text: z.string(),
  }),
  z.object({ kind: z.literal("manifest"), file: z.string(), text: z.string() }),
]);
export type RemedyChange = z.infer<typeof remedyChangeSchema>;

export const stepKinds = [
  "refresh-base",
  "update-base",
  "replace-distribution",
  "upgrade-os-packages",
  "upgrade-dependency",
  "rebuild-with",
  "remove-package",
  "wait",
] as const;

export const remedyStepSchema = z.object({
  /** The same in every plan that has the step. */
  id: z.string(),
  kind: z.enum(stepKinds),
  who: z.enum(["base-owner", "you"]),
  packages: z.array(packageChangeSchema).readonly(),
  base: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** In each way that leads there, the shortest first: one is enough. */
  changes: z.array(remedyChangeSchema).readonly(),
  risk: z.enum(["patch", "minor", "major", "unknown"]),
  confidence: z.enum(["verified", "likely", "guess"]),
  /** Findings that go with this step, after the steps before it. */
  clears: z.array(findingRefSchema).readonly(),
  brings: z.array(findingRefSchema).readonly(),
  before: summarySchema,
  after: summarySchema,
  /** The best that can be had without leaving the major version. */
  smaller: z
    .object({
      version: z.string(),
      changes: z.array(remedyChangeSchema).readonly(),
      clears: z.array(findingRefSchema).readonly(),
    })
    .nullable(),
});
export type RemedyStep = z.infer<typeof remedyStepSchema>;

export const meanwhileSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wait") }),
  z.object({
    kind: z.literal("remove-package"),
    packages: z.array(packageChangeSchema).readonly(),
    changes: z.array(remedyChangeSchema).readonly(),
  }),
  z.object({
    kind: z.literal("replace-distribution"),
    from: z.string(),
    to: z.string().nullable(),
  }),
  z.object({ kind: z.literal("accept"), until: z.iso.date() }),
  z.object({ kind: z.literal("mitigation"), url: z.string() }),
]);
export type Meanwhile = z.infer<typeof meanwhileSchema>;

export const remainingReasons = [
  "no-fix",
  "under-investigation",
  "will-not-fix",
  "fix-deferred",
  "end-of-life",
  "out-of-reach",
] as const;

/** What to do about an image's findings: steps in the order in which they are best taken, and what stays. */
export const planSchema = z.object({
  /** The numbers are of matching the changed image again. */
  verified: z.boolean(),
  before: summarySchema,
  after: summarySchema,
  steps: z.array(remedyStepSchema).readonly(),
  /** What would help but asks for a judgement. */
  optional: z.array(remedyStepSchema).readonly(),
  remaining: z
    .array(
      z.object({
        reason: z.enum(remainingReasons),
        summary: summarySchema,
        findings: z.array(findingRefSchema).readonly(),
        meanwhile: z.array(meanwhileSchema).readonly(),
      }),
    )
    .readonly(),
});
export type Plan = z.infer<typeof planSchema>;
