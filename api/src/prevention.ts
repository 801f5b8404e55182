import { z } from "zod";
import { problemCodeSchema } from "./problem.ts";
import { idSchema, timeSchema } from "./words.ts";

/** From which a Harbor keeps images from being pulled; `none`: from any vulnerability on. */
export const preventedSeverities = ["none", "low", "medium", "high", "critical"] as const;
export type PreventedSeverity = (typeof preventedSeverities)[number];

/** What a Harbor's project cannot hold of policies and exceptions, and why. */
const leftOutSchema = z.object({
  /** Of the policy, the rule, or the exception: its vulnerability. */
  name: z.string(),
  what: z.enum(["policy", "rule", "exception"]),
  /**
   * `narrower`: about some of the space's images only; `image`: a rule about no finding; `no-severity`: one that names
   * none; `stricter`: Harbor knows its severity alone, and so prevents more; `pattern`, `package`: of an exception;
   * `no-cve`: its id is none.
   */
  reason: z.enum(["narrower", "image", "no-severity", "stricter", "pattern", "package", "no-cve"]),
});

/** What policies and exceptions come to in the project that a space is in its Harbor. */
export const preventionWishSchema = z.object({
  /** That decides on the whole space. */
  policy: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** Null: nothing is prevented. */
  severity: z.enum(preventedSeverities).nullable(),
  /** CVE ids that do not count. */
  allowed: z.array(z.string()).readonly(),
  /** The last day on which they all hold, YYYY-MM-DD in UTC; null where none ends. */
  until: z.iso.date().nullable(),
  /** The first 100, and how many there are. */
  leftOut: z.array(leftOutSchema).readonly(),
  leftOutCount: z.int(),
});
export type PreventionWish = z.infer<typeof preventionWishSchema>;

/** A Harbor's own prevention, kept in step with policies and exceptions where wished. */
export const preventionSchema = z.object({
  enabled: z.boolean(),
  /** `waiting`: Harbor is about to be told; `failed`: it could not be, and will be again. Switched off, it is of what is put back. */
  state: z.enum(["off", "waiting", "kept", "failed"]),
  problem: z.object({ code: problemCodeSchema, detail: z.string() }).nullable(),
  /** When it was last told, or failed to be. */
  at: timeSchema.nullable(),
  wish: preventionWishSchema,
});
export type Prevention = z.infer<typeof preventionSchema>;

export const preventionUpdateSchema = z.object({ enabled: z.boolean() });
