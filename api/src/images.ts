import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { verdictResultSchema } from "./policies.ts";
import { registryKinds } from "./vocabulary.ts";
import {
  artifactKindSchema,
  idSchema,
  scanPhaseSchema,
  scanStateSchema,
  severitySchema,
  summarySchema,
  timeSchema,
} from "./words.ts";

const registryRef = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(registryKinds),
  sample: z.boolean(),
});

/** What a scan cell and its hover card show, the same for an image and an index. */
export const scanCell = {
  state: scanStateSchema,
  /** Of the running scan, 0 to 1; 1 when complete, 0 otherwise. */
  progress: z.number().min(0).max(1),
  phase: scanPhaseSchema.nullable(),
  /** 1 is next; null unless queued. */
  queuePosition: z.int().nullable(),
  /** Why it is not supported, why it failed, or what keeps it from being scanned, in words. */
  reason: z.string().nullable(),
  /** The same for translations: of a scan's error its code, otherwise one of `no-file-system`, `scanner-gone`, `scanner-unhealthy`, `no-image-inside`, `some-scanned`. */
  reasonCode: z.string().nullable(),
  /** The newest scan, for its log; null when never scanned. An index's is that of the child in the state shown. */
  scanId: idSchema.nullable(),
  /** Of the last complete report, which stays while a newer scan runs or after it failed; null before the first. An index's is the sum. */
  summary: summarySchema.nullable(),
  /** Worst severity in `summary`; null when there are no findings or no report. */
  severity: severitySchema.nullable(),
  /** Packages that no advisories could be held against: no findings in them says nothing. Null before the first report. */
  unchecked: z.int().min(0).nullable(),
  /** True when `summary` is older than `state`: a newer scan is under way or did not complete. */
  outdated: z.boolean(),
  scanner: z.object({ name: z.string(), version: z.string() }).nullable(),
  databaseDate: z.iso.date().nullable(),
  scannedAt: timeSchema.nullable(),
  /** How long the reported scan took, milliseconds. */
  duration: z.int().nullable(),
};

const artifactBase = {
  id: idSchema,
  digest: z.string(),
  kind: artifactKindSchema,
  mediaType: z.string(),
  /** `os/architecture[/variant]`; null for an index or where it is not known. */
  platform: z.string().nullable(),
  /** Compressed size in bytes: config and layers; an index's is the sum of its children. */
  size: z.number(),
  ...scanCell,
};

/** A child of an index: one platform's image. */
export const childArtifactSchema = z.object(artifactBase);
export type ChildArtifact = z.infer<typeof childArtifactSchema>;

export const artifactSchema = z.object({
  ...artifactBase,
  imageId: idSchema,
  registry: registryRef,
  space: z.string(),
  repository: z.string(),
  tags: z.array(z.string()),
  /** When it was built, as it says. */
  createdAt: timeSchema.nullable(),
  /** Null where its registry does not tell: only a Harbor does. */
  pushedAt: timeSchema.nullable(),
  pullCommand: z.string(),
  /** Its page in the Harbor that it is in; null elsewhere. */
  nativeUrl: z.string().nullable(),
  /** Only of an index: its platforms' images (attestations left out); `null` otherwise. */
  children: z.array(childArtifactSchema).nullable(),
  /** Only of an index: distinct vulnerabilities over all its platforms; `null` otherwise. */
  uniqueSummary: summarySchema.nullable(),
  /** What the policy that decides on it says; null where none does, and before it has. An index's is the worst of its platforms'. */
  verdict: z.object({ result: verdictResultSchema, policyName: z.string() }).nullable(),
});
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactListQuery = z.object({
  image: idSchema,
  untagged: z.stringbool().default(false),
  ...pageQuery,
});
export const artifactPageSchema = pageOf(artifactSchema);

/** A repository of a registry; the console calls it an image. */
export const imageSchema = z.object({
  id: idSchema,
  registry: registryRef,
  space: z.string(),
  /** The whole repository path below the registry, the space included. */
  repository: z.string(),
  artifacts: z.int(),
  /** Its page in the Harbor that it is in; null elsewhere. */
  nativeUrl: z.string().nullable(),
  /** The artifact of the newest tag; null where nothing is tagged. */
  newest: artifactSchema.nullable(),
});
export type Image = z.infer<typeof imageSchema>;

export const imageListQuery = z.object({
  registry: idSchema.optional(),
  space: z.string().max(255).optional(),
  q: z.string().max(255).optional(),
  ...pageQuery,
});
export const imagePageSchema = pageOf(imageSchema);
