import { z } from "zod";
import { artifactSchema } from "./images.ts";
import { pageOf, pageQuery } from "./page.ts";
import { databaseInfoSchema } from "./session.ts";
import { scanStates, severities, vulnerabilitySorts } from "./vocabulary.ts";
import { idSchema, severitySchema, summarySchema, timeSchema } from "./words.ts";

/** How everything stands: over the newest tag of each image. */
export const overviewSchema = z.object({
  images: z.int(),
  summary: summarySchema,
  /** Findings of vulnerabilities that are known to be exploited, and images that have some. */
  exploited: z.object({ findings: z.int(), images: z.int() }),
  coverage: z.object(
    Object.fromEntries(scanStates.map((state) => [state, z.int()])) as Record<
      (typeof scanStates)[number],
      z.ZodInt
    >,
  ),
  verdicts: z.object({ fail: z.int(), unknown: z.int(), warn: z.int(), pass: z.int() }),
  /** One for each day that is known of the last 30, the oldest first. */
  trend: z.array(z.object({ day: z.iso.date(), summary: summarySchema })),
  /** The ten that most need work. */
  worst: z.array(artifactSchema),
  /** The last change of the advisories that was felt. */
  change: z
    .object({ at: timeSchema, reports: z.int(), added: z.int(), resolved: z.int() })
    .nullable(),
  database: databaseInfoSchema,
  /** Days since the advisories' date, past which the console warns. */
  stale: z.boolean(),
});
export type Overview = z.infer<typeof overviewSchema>;

export const vulnerabilityListQuery = z.object({
  /** An id or an alias, or a part of one; a package's name. */
  q: z.string().max(255).optional(),
  severity: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(severities)))
    .optional(),
  kev: z.stringbool().optional(),
  fixable: z.stringbool().optional(),
  sort: z.enum(vulnerabilitySorts).default("severity"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...pageQuery,
});
/** A vulnerability over all images that have it in their newest tag. */
export const vulnerabilitySchema = z.object({
  id: z.string(),
  title: z.string().nullable(),
  severity: severitySchema,
  cvss: z.number().nullable(),
  kev: z.boolean(),
  epss: z.number().nullable(),
  fixable: z.boolean(),
  images: z.int(),
  packages: z.array(z.string()),
});
export type Vulnerability = z.infer<typeof vulnerabilitySchema>;
export const vulnerabilityPageSchema = pageOf(vulnerabilitySchema).extend({ total: z.int() });

export const vulnerabilityDetailSchema = vulnerabilitySchema.extend({
  aliases: z.array(z.string()),
  description: z.string().nullable(),
  references: z.array(z.string()),
  published: z.iso.date().nullable(),
  /** Here: when an image was first found to have it. */
  firstSeen: timeSchema.nullable(),
  fixedVersions: z.array(z.object({ package: z.string(), versions: z.array(z.string()) })),
});
export type VulnerabilityDetail = z.infer<typeof vulnerabilityDetailSchema>;

export const affectedListQuery = z.object({
  /** Every artifact that has it, not only those of newest tags. */
  all: z.stringbool().default(false),
  ...pageQuery,
});
export const affectedSchema = z.object({
  artifactId: idSchema,
  imageId: idSchema,
  registry: z.object({ id: idSchema, name: z.string() }),
  repository: z.string(),
  tags: z.array(z.string()),
  platform: z.string().nullable(),
  package: z.object({ name: z.string(), version: z.string(), path: z.string().nullable() }),
  fixedVersions: z.array(z.string()),
  layer: z.int().nullable(),
});
export type Affected = z.infer<typeof affectedSchema>;
export const affectedPageSchema = pageOf(affectedSchema).extend({ total: z.int() });
