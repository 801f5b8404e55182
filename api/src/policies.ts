import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { findingRefSchema } from "./remedies.ts";
import { verdictResults, vexJustifications } from "./vocabulary.ts";
import { idSchema, timeSchema } from "./words.ts";

export const verdictResultSchema = z.enum(verdictResults);
export type VerdictResult = z.infer<typeof verdictResultSchema>;

/** Why, rule by rule; a rule that passed gives none. */
export const verdictReasonSchema = z.object({
  rule: z.string(),
  result: verdictResultSchema,
  /** What of the rule was met or could not be judged: `findings`, `base-image`, `end-of-life`, `not-scanned`, `report-old`, `database-old`, `license`, `package`, `unchecked`. */
  kind: z.string(),
  /** In English, for logs and pipelines. */
  text: z.string(),
  /** The text's code. */
  /** How many findings or packages; the first of the findings are named. */
  count: z.int(),
  findings: z.array(findingRefSchema).readonly(),
});
export type VerdictReason = z.infer<typeof verdictReasonSchema>;

export const verdictSchema = z.object({
  result: verdictResultSchema,
  policy: z.object({ id: idSchema, name: z.string(), version: z.int() }),
  reasons: z.array(verdictReasonSchema).readonly(),
  at: timeSchema,
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Which images something is about: what is absent does not narrow. Patterns have `*` for anything. */
export const imageScopeSchema = z.object({
  registryId: idSchema.optional(),
  space: z.string().min(1).max(255).optional(),
  /** Of the repository's whole path. */
  repository: z.string().min(1).max(255).optional(),
  tag: z.string().min(1).max(128).optional(),
});
export type ImageScope = z.infer<typeof imageScopeSchema>;

export const policyCreateSchema = z.object({
  name: z.string().trim().min(1).max(100),
  /** The rules, as YAML: docs/policy.schema.json. */
  document: z.string().max(100_000),
  scope: imageScopeSchema,
  enabled: z.boolean().default(true),
});
export const policyUpdateSchema = policyCreateSchema.partial();
/** Of the policies about an image, the one with the narrowest scope decides. */
export const policySchema = z.object({
  id: idSchema,
  /** Whose it is; null: the platform's. */
  workspaceId: idSchema.nullable(),
  name: z.string(),
  document: z.string(),
  scope: imageScopeSchema,
  enabled: z.boolean(),
  /** Counts up with each change of the document. */
  version: z.int(),
  updatedAt: timeSchema,
  updatedBy: z.string(),
  /** Images that it decides on, by its verdict. */
  images: z.object({ fail: z.int(), unknown: z.int(), warn: z.int(), pass: z.int() }),
});
export type Policy = z.infer<typeof policySchema>;
export const policyPageSchema = pageOf(policySchema);
export const policyVersionPageSchema = pageOf(
  z.object({ version: z.int(), document: z.string(), at: timeSchema, by: z.string() }),
);

export const policyPreviewRequestSchema = policyCreateSchema.pick({ document: true, scope: true });
/** What a policy would say of all images as they stand: the newest tag of each. */
export const policyPreviewSchema = z.object({
  /** Why the document cannot be used; the counts are null then. */
  faults: z.array(z.object({ path: z.string(), message: z.string() })),
  counts: policySchema.shape.images.nullable(),
  /** The first of those that would not pass, the worst first. */
  images: z.array(
    z.object({
      artifactId: idSchema,
      name: z.string(),
      result: verdictResultSchema,
      /** As it stands now; null without a policy. */
      now: verdictResultSchema.nullable(),
      reasons: z.array(verdictReasonSchema).readonly(),
    }),
  ),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

const exceptionFields = {
  /** An id, or a pattern with `*`. */
  vulnerability: z.string().trim().min(1).max(200),
  /** A package's name or purl, or a pattern; any when null. */
  package: z.string().trim().min(1).max(500).nullable(),
  scope: imageScopeSchema,
  reason: z.string().trim().min(1).max(2000),
  justification: z.enum(vexJustifications).nullable(),
  /** The last day on which it holds, YYYY-MM-DD. */
  expires: z.iso.date().nullable(),
};
export const exceptionCreateSchema = z.object({
  ...exceptionFields,
  package: exceptionFields.package.default(null),
  justification: exceptionFields.justification.default(null),
  /** Has to be said: an exception that never ends is asked for by `null`. */
  expires: exceptionFields.expires,
});
export const exceptionUpdateSchema = z.object(exceptionFields).partial();
export const exceptionSchema = z.object({
  id: idSchema,
  /** Whose it is; null: the platform's. */
  workspaceId: idSchema.nullable(),
  ...exceptionFields,
  author: z.string(),
  createdAt: timeSchema,
  /** `expiring`: within 14 days. */
  state: z.enum(["active", "expiring", "expired"]),
  /** Findings that it takes out of the counts, over the newest tags. */
  findings: z.int(),
});
export type Exception = z.infer<typeof exceptionSchema>;
export const exceptionListQuery = z.object({
  q: z.string().max(255).optional(),
  state: z.enum(["active", "expiring", "expired"]).optional(),
  ...pageQuery,
});
export const exceptionPageSchema = pageOf(exceptionSchema).extend({ total: z.int() });

export const exceptionImportSchema = z.object({
  /** `harbor`: an allowlist as Harbor's API gives it. */
  form: z.enum(["trivyignore", "trivyignore-yaml", "harbor", "vex"]),
  text: z.string().max(2_000_000),
  scope: imageScopeSchema,
  reason: z.string().trim().min(1).max(2000),
  /** Of those that do not say themselves. */
  expires: z.iso.date().nullable(),
});
export const exceptionImportedSchema = z.object({
  created: z.int(),
  /** What could not be taken over, line by line, and why. */
  skipped: z.array(z.object({ line: z.string(), reason: z.string() })),
});

export const verdictRequestSchema = z.object({
  /** `REGISTRY/REPOSITORY:TAG` or `@DIGEST`, of connected registries. */
  images: z.array(z.string().min(1).max(1000)).min(1).max(500),
  /** Scan in the background what has no report. */
  scan: z.boolean().default(false),
});
export const verdictAnswerSchema = z.object({
  items: z.array(
    z.object({
      image: z.string(),
      digest: z.string().nullable(),
      artifactId: idSchema.nullable(),
      /** Null: no policy is about it, or it is not known; `reason` says which. */
      verdict: verdictSchema.nullable(),
      reason: z.enum(["decided", "no-policy", "unknown-registry", "unknown-image"]),
    }),
  ),
  /** The worst of all; what is not known counts as `unknown`. */
  result: verdictResultSchema,
});
export type VerdictAnswer = z.infer<typeof verdictAnswerSchema>;

/** How the Kubernetes admission webhook answers. */
export const admissionSettingsSchema = z.object({
  enabled: z.boolean(),
  /** What is denied where a verdict is `unknown` or cannot be had in time. */
  onUnknown: z.enum(["allow", "deny"]),
  /** Nothing is denied; what would be is a warning. */
  dryRun: z.boolean(),
  /** Patterns of namespaces in which everything is allowed. */
  exemptNamespaces: z.array(z.string().min(1).max(253)).max(100),
  /** Patterns of images that are always allowed. */
  exemptImages: z.array(z.string().min(1).max(500)).max(100),
});
export type AdmissionSettings = z.infer<typeof admissionSettingsSchema>;

/** What the API server has to send as a bearer token; shown this once, the one before ends. */
export const admissionSecretSchema = z.object({ secret: z.string() });
