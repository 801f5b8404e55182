import { z } from "zod";
import { databaseInfoSchema } from "./session.ts";
import { timeSchema } from "./words.ts";

/** Of the distinct packages, how many have been brought to other advisories so far. */
const matchingSchema = z.object({ done: z.int(), total: z.int() });

/** The advisories that the service matches with, and how they are kept fresh. */
export const databaseStatusSchema = databaseInfoSchema.extend({
  /** Where they were taken from, in words. */
  source: z.string(),
  /** How old their newest date is. */
  ageDays: z.int(),
  /** When they were fetched; null for what came with the program. */
  updatedAt: timeSchema.nullable(),
  /** When it was last looked for newer ones; null before the first look of this run. */
  checkedAt: timeSchema.nullable(),
  /** Null where it never looks by itself. */
  nextCheckAt: timeSchema.nullable(),
  /** Why the last look brought nothing, one entry for each place that was tried; empty when all is well. */
  failures: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string().nullable(),
      at: timeSchema,
    }),
  ),
  /** The state of the advisories that all findings rest on; another one than the above while it is being brought in. */
  matched: z
    .object({ name: z.string(), version: z.string(), date: z.iso.date(), at: timeSchema })
    .nullable(),
  matching: matchingSchema.nullable(),
  /** What the last change of the advisories did; null where none has changed anything. */
  lastChange: z
    .object({
      at: timeSchema,
      /** Names in the advisories under which something changed for packages here. */
      advisories: z.int(),
      /** Distinct packages that were matched again. */
      packages: z.int(),
      /** Reports that changed, and findings over all of these. */
      reports: z.int(),
      added: z.int(),
      resolved: z.int(),
    })
    .nullable(),
  /** The last changes of the advisories, the newest first, ten at most; none to who sees only a workspace. */
  history: z.array(
    z.object({
      at: timeSchema,
      /** What they were changed to. */
      name: z.string(),
      date: z.iso.date(),
      reports: z.int(),
      added: z.int(),
      resolved: z.int(),
    }),
  ),
});
export type DatabaseStatus = z.infer<typeof databaseStatusSchema>;

export const updateAcceptedSchema = z.object({ queued: z.literal(true) });
export type UpdateAccepted = z.infer<typeof updateAcceptedSchema>;

export const databaseFileQuery = z.object({
  /** The file's; with `java` in it, as in Trivy's own, it is the Java database. */
  name: z.string().min(1).max(200).default("db.tar.gz"),
});

/** It is kept, and packages are about to be held against it. */
export const databaseTakenSchema = updateAcceptedSchema.extend({
  kind: z.enum(["trivy", "java"]),
  /** Of when its advisories are. */
  date: z.iso.date(),
  /** Unpacked. */
  bytes: z.int(),
});
export type DatabaseTaken = z.infer<typeof databaseTakenSchema>;

/** The advisories are being changed, or, with `matching` null, have been: everything found may be another. */
export const databaseUpdateSchema = z.object({
  type: z.literal("database"),
  matching: matchingSchema.nullable(),
});
export type DatabaseUpdate = z.infer<typeof databaseUpdateSchema>;
