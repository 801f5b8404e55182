import { z } from "zod";
import { problemCodeSchema } from "./problem.ts";
import { scanTriggers } from "./vocabulary.ts";
import { idSchema, scanPhaseSchema, scanStateSchema, timeSchema } from "./words.ts";

const artifactIds = z.array(idSchema).min(1).max(1000);

export const scanCreateSchema = z.object({
  artifactIds,
  /** The first one chosen where each artifact is, when absent. */
  scannerId: idSchema.optional(),
});
export const scanStopSchema = z.object({ artifactIds });

/** What a request to scan came to. An index's scan is one a platform. */
export const scanAcceptedSchema = z.object({
  scans: z.array(z.object({ id: idSchema, artifactId: idSchema })),
  /** Those that were not queued, and why: already queued or scanning, or not scannable. */
  refused: z.array(z.object({ artifactId: idSchema, code: problemCodeSchema, detail: z.string() })),
});
export type ScanAccepted = z.infer<typeof scanAcceptedSchema>;

export const scanStoppedSchema = z.object({ stopped: z.array(idSchema) });

/** One run on one image. */
export const scanSchema = z.object({
  id: idSchema,
  artifactId: idSchema,
  /** Never `not-scanned` or `not-supported`: a scan that exists was asked for. */
  state: scanStateSchema,
  /** `gate`: somebody asked for a verdict; `import`: a Harbor made it by itself, and its report was taken over. */
  trigger: z.enum(scanTriggers),
  phase: scanPhaseSchema.nullable(),
  progress: z.number().min(0).max(1),
  /** Bytes read of the bytes to read; null before they are known. */
  bytes: z.object({ done: z.number(), total: z.number() }).nullable(),
  queuePosition: z.int().nullable(),
  attempt: z.int(),
  queuedAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** Why it failed: the engine's code, the message and what to do about it. */
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable(),
  /** The version is empty until the scanner has told it. */
  scanner: z.object({ id: idSchema, name: z.string(), version: z.string() }),
});
export type Scan = z.infer<typeof scanSchema>;

export const logLevels = ["debug", "info", "warn", "error"] as const;
export const logLineSchema = z.object({
  /** Counts from 1 within a scan. */
  line: z.int(),
  time: timeSchema,
  level: z.enum(logLevels),
  message: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const scanLogQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });
/** `ended`: no line will follow. */
export const scanLogSchema = z.object({ lines: z.array(logLineSchema), ended: z.boolean() });
export type ScanLog = z.infer<typeof scanLogSchema>;
