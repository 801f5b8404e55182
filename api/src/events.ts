import { z } from "zod";
import { databaseUpdateSchema } from "./database.ts";
import { logLineSchema } from "./scans.ts";
import { idSchema, scanPhaseSchema, scanStateSchema } from "./words.ts";

/**
 * What `GET /api/v1/events` streams (server-sent events; `data` is one of these as JSON).
 * An event says what changed; a client fetches what it shows of it again, except for progress,
 * which comes whole so that nobody polls.
 */
export const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("scan"),
    scanId: idSchema,
    artifactId: idSchema,
    /** The indexes that hold the artifact: their derived state changed too. */
    indexIds: z.array(idSchema),
    imageId: idSchema,
    scannerId: idSchema,
    /** Whether it is the run that the artifact shows; others are of scanners beside the first. */
    first: z.boolean(),
    state: scanStateSchema,
    phase: scanPhaseSchema.nullable(),
    progress: z.number(),
  }),
  z.object({ type: z.literal("log"), scanId: idSchema, lines: z.array(logLineSchema) }),
  /** Another verdict on some of a repository's artifacts: an index's too, where its platforms' changed. */
  z.object({ type: z.literal("verdict"), imageId: idSchema, artifactIds: z.array(idSchema) }),
  z.object({ type: z.literal("registry"), registryId: idSchema }),
  databaseUpdateSchema,
]);
export type PlimsollEvent = z.infer<typeof eventSchema>;
