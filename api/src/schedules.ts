import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { imageScopeSchema } from "./policies.ts";
import { scanSchema } from "./scans.ts";
import { scanTriggers } from "./vocabulary.ts";
import { idSchema, scanStateSchema, timeSchema } from "./words.ts";

/** What labels have to say; `*` stands for anything. No NUL, which no database keeps in text. */
const labelPattern = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u);
const mostLabels = 20;

const scheduleFields = {
  name: z.string().trim().min(1).max(100),
  /** Five fields of cron. */
  cron: z.string().trim().min(1).max(100),
  /** IANA: `Europe/Berlin`. */
  timeZone: z.string().min(1).max(64),
  scope: imageScopeSchema.extend({
    /** Only what was not scanned for so many days. */
    notScannedDays: z.int().min(1).max(3650).optional(),
    /** Only what was pushed within so many days. */
    pushedWithinDays: z.int().min(1).max(3650).optional(),
    /** Only each image's newest tag. */
    newestOnly: z.boolean().optional(),
    /** Only images of whose labels all these, by key, have such a value; what was never scanned has none. */
    labels: z
      .record(labelPattern, labelPattern)
      .refine((labels) => Object.keys(labels).length <= mostLabels, `${mostLabels} labels at most`)
      .optional(),
    /** Only what the admission webhook let into a cluster within 30 days; also what has no tag any more. */
    deployed: z.boolean().optional(),
  }),
  /** The first one chosen where each artifact is, when null. */
  scannerId: idSchema.nullable(),
  enabled: z.boolean(),
  /** So many scans of a run at once. */
  concurrency: z.int().min(1).max(64),
  /** A run starts nothing more after so many hours; null: until it is done. */
  windowHours: z.number().min(0.25).max(168).nullable(),
};
export const scheduleCreateSchema = z.object({
  ...scheduleFields,
  scannerId: scheduleFields.scannerId.default(null),
  enabled: scheduleFields.enabled.default(true),
  concurrency: scheduleFields.concurrency.default(4),
  windowHours: scheduleFields.windowHours.default(null),
});
export const scheduleUpdateSchema = z.object(scheduleFields).partial();
export const scheduleSchema = z.object({
  id: idSchema,
  ...scheduleFields,
  /** The next three. */
  nextRuns: z.array(timeSchema),
  lastRunId: idSchema.nullable(),
  /** What it would scan now. */
  artifacts: z.int(),
});
export type Schedule = z.infer<typeof scheduleSchema>;
export const schedulePageSchema = pageOf(scheduleSchema);

/** Many scans that were asked for at once. */
export const runSchema = z.object({
  id: idSchema,
  /** Of the schedule; null where a person asked. */
  name: z.string().nullable(),
  trigger: z.enum(scanTriggers),
  scheduleId: idSchema.nullable(),
  /** Who asked. */
  by: z.string().nullable(),
  state: z.enum(["running", "done", "stopped"]),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  stopped: z.int(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type Run = z.infer<typeof runSchema>;
export const runListQuery = z.object({
  state: z.enum(["running", "done", "stopped"]).optional(),
  ...pageQuery,
});
export const runPageSchema = pageOf(runSchema);
/** Why scans of a run failed, the most frequent first. */
export const runDetailSchema = runSchema.extend({
  failures: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      count: z.int(),
      hint: z.string().nullable(),
    }),
  ),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

/** A scan with the names of what it scans. */
export const scanRowSchema = scanSchema.extend({
  artifact: z.object({
    id: idSchema,
    imageId: idSchema,
    registry: z.object({ id: idSchema, name: z.string() }),
    space: z.string(),
    repository: z.string(),
    tags: z.array(z.string()),
    digest: z.string(),
    platform: z.string().nullable(),
  }),
  runId: idSchema.nullable(),
});
export type ScanRow = z.infer<typeof scanRowSchema>;
export const scanListQuery = z.object({
  /** Comma-separated. */
  state: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(scanStateSchema))
    .optional(),
  trigger: z.enum(scanTriggers).optional(),
  registry: idSchema.optional(),
  run: idSchema.optional(),
  artifact: idSchema.optional(),
  ...pageQuery,
});
/** Running first, then queued by their turn, then the others, the last ended first. */
export const scanPageSchema = pageOf(scanRowSchema);
