import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { auditOutcomes } from "./vocabulary.ts";
import { idSchema, timeSchema } from "./words.ts";

export const auditEntrySchema = z.object({
  /** Counts up without a gap: one that is missing was taken away. */
  id: z.int(),
  at: timeSchema,
  actor: z.object({
    kind: z.enum(["person", "token", "system", "unknown"]),
    id: idSchema.nullable(),
    /** As it was then; of who is unknown, the name that was tried. */
    name: z.string(),
  }),
  /** Null: of the platform. */
  workspace: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** `registry.create`, `session.create`, `report.export` and so on: what, and what was done to it. */
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }).nullable(),
  outcome: z.enum(auditOutcomes),
  /** Where the request came from; null of what the service does by itself. */
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  /** Fields that changed, or what else there is to say; never a secret. */
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const filters = {
  actor: z.string().max(100).optional(),
  /** An action, or with `registry.` at the end all that begin so. */
  action: z.string().max(100).optional(),
  /** In the target's name or id. */
  target: z.string().max(255).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  workspace: idSchema.optional(),
  since: timeSchema.optional(),
  until: timeSchema.optional(),
};
export const auditListQuery = z.object({ ...pageQuery, ...filters });
export const auditPageSchema = pageOf(auditEntrySchema);

export const auditExportQuery = z.object({ ...filters, format: z.enum(["csv", "jsonl"]) });

/** Whether each row still holds to the one before it. */
export const auditCheckSchema = z.object({
  intact: z.boolean(),
  rows: z.int(),
  /** The first that does not hold. */
  brokenAt: z.int().nullable(),
  detail: z.string(),
});
export type AuditCheck = z.infer<typeof auditCheckSchema>;
