import { z } from "zod";
import { artifactSchema } from "./images.ts";
import { pageOf, pageQuery } from "./page.ts";
import { baseImageSchema, instructionSchema, originSchema, planSchema } from "./remedies.ts";
import { databaseInfoSchema } from "./session.ts";
import { findingGroupings, findingSorts, severities } from "./vocabulary.ts";
import {
  findingStatusSchema,
  idSchema,
  severitySchema,
  summarySchema,
  timeSchema,
} from "./words.ts";

/** Where a package came in: the layer and the command of the image's history that made it. */
export const layerRefSchema = z.object({
  /** Counts from 0 at the bottom, empty layers left out. */
  index: z.int(),
  digest: z.string(),
  diffId: z.string(),
  command: z.string().nullable(),
});
export type LayerRef = z.infer<typeof layerRefSchema>;

/** The same shape as a finding in the command's `--format json`. */
export const findingSchema = z.object({
  /** Of the vulnerability: CVE where it has one, else the source's own. */
  id: z.string(),
  aliases: z.array(z.string()),
  /** As its source has them; facts without prose have none. */
  title: z.string().nullable(),
  description: z.string().nullable(),
  severity: severitySchema,
  severitySource: z.string().nullable(),
  status: findingStatusSchema,
  package: z.object({
    name: z.string(),
    version: z.string(),
    type: z.string(),
    purl: z.string(),
    /** The file that says it is installed. */
    path: z.string().nullable(),
  }),
  fixedVersions: z.array(z.string()),
  layer: layerRefSchema.nullable(),
  /** The highest of `cvssScores`. */
  cvss: z.object({ score: z.number(), vector: z.string() }).nullable(),
  cvssScores: z.array(
    z.object({
      version: z.enum(["2", "3", "4"]),
      score: z.number(),
      vector: z.string(),
      /** Who assessed it; null when it is the advisory's own. */
      source: z.string().nullable(),
    }),
  ),
  /** Kinds of weakness: `CWE-79`. */
  cwes: z.array(z.string()),
  /** In CISA's list of known exploited vulnerabilities. */
  kev: z.boolean(),
  /** Probability of exploitation within 30 days, 0 to 1 (FIRST). */
  epss: z.number().nullable(),
  published: z.iso.date().nullable(),
  modified: z.iso.date().nullable(),
  references: z.array(z.string()),
  /** Who published the advisory. */
  source: z.string(),
  /** The range of the advisory that matched, so that a person can check it. */
  why: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** A finding in a report; of an index's report, one line a platform. */
export const reportFindingSchema = findingSchema.extend({
  artifactId: idSchema,
  platform: z.string().nullable(),
  /** The scanners that found it, by name; of one scanner's report, that one. */
  foundBy: z.array(z.string()),
  /** Where it came from. */
  origin: originSchema,
  /** What it was accepted by; null where it counts. `expires`: the last day on which that holds. */
  exception: z
    .object({ id: idSchema, reason: z.string(), expires: z.iso.date().nullable() })
    .nullable(),
});
export type ReportFinding = z.infer<typeof reportFindingSchema>;

/** A scanner's id, or `all` for every scanner's report merged; the first one's when absent. */
const scannerQuery = z.union([idSchema, z.literal("all")]).optional();
export const reportQuery = z.object({ scanner: scannerQuery });
const findingFilter = {
  scanner: scannerQuery,
  /** Words that are all in the id, the aliases, the package's name or its path; after a `-` one that is in none of them. */
  q: z.string().max(255).optional(),
  /** Comma-separated severities; all when absent. */
  severity: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(severities)))
    .optional(),
  fixable: z.stringbool().optional(),
};
export const findingListQuery = z.object({
  ...findingFilter,
  /** Of one group, by its `key`: the name of a package, the id of a vulnerability, a layer. */
  package: z.string().max(1000).optional(),
  vulnerability: z.string().max(255).optional(),
  layer: z.union([z.literal("none"), z.coerce.number().int().min(0)]).optional(),
  sort: z.enum(findingSorts).default("severity"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...pageQuery,
});
export const findingPageSchema = pageOf(reportFindingSchema).extend({
  /** How many match the filter, over all pages. */
  total: z.int(),
});

/** What of the findings belongs together; of an index's layers, those at the same place. */
export const findingGroupQuery = z.object({
  ...findingFilter,
  by: z.enum(findingGroupings),
  ...pageQuery,
});
const findingGroupSchema = z.object({
  /** A package's name, a vulnerability's id, or a layer's index: `none` where it is not known. */
  key: z.string(),
  summary: summarySchema,
});
export type FindingGroup = z.infer<typeof findingGroupSchema>;
/** The worst first. */
export const findingGroupPageSchema = pageOf(findingGroupSchema).extend({
  /** How many groups there are, over all pages. */
  total: z.int(),
});

/** What was left out of a scan and why: the honest remainder. */
export const skippedSchema = z.object({
  path: z.string(),
  reason: z.string(),
  /** The reason's code. */
  layer: z.int().nullable(),
});
export type Skipped = z.infer<typeof skippedSchema>;

/** The head of the last complete report of an artifact; an index's is made of its children's. */
export const reportSchema = z.object({
  artifact: artifactSchema,
  summary: summarySchema,
  /** Findings of `summary` that exceptions take out of what policies count. */
  excepted: summarySchema,
  os: z.object({ family: z.string(), version: z.string(), name: z.string() }).nullable(),
  /** Until when the distribution gets security fixes; null where that is not known. */
  endOfLife: z
    .object({ date: z.iso.date(), ended: z.boolean(), /** Where it says so. */ source: z.url() })
    .nullable(),
  /** Null where the scanner does not tell the date of its advisories. */
  database: databaseInfoSchema.nullable(),
  /** Of a merged report, the first of them; `scanners` has all. */
  scanner: z.object({ id: idSchema, name: z.string(), version: z.string() }),
  scanners: z.array(
    z.object({ id: idSchema, name: z.string(), version: z.string(), scannedAt: timeSchema }),
  ),
  scannedAt: timeSchema,
  /** Null where the scanner does not tell. */
  packages: z.int().nullable(),
  layers: z.array(layerRefSchema),
  /** What it was built upon; null where nothing tells, and of an index. */
  base: baseImageSchema.nullable(),
  skipped: z.array(skippedSchema),
});
export type Report = z.infer<typeof reportSchema>;

const changedFindings = z.object({
  /** How many there are; `items` are the worst of them. */
  total: z.int(),
  items: z.array(
    z.object({
      id: z.string(),
      package: z.string(),
      version: z.string(),
      severity: severitySchema,
    }),
  ),
});

/** What one change of the advisories did to the findings of an artifact. */
export const changeSchema = z.object({
  at: timeSchema,
  /** The advisories since then. */
  database: databaseInfoSchema.pick({ name: true, version: true, date: true }),
  added: changedFindings,
  resolved: changedFindings,
});
export type Change = z.infer<typeof changeSchema>;

export const changeListQuery = z.object({
  /** Only what came after it. */
  since: timeSchema.optional(),
  ...pageQuery,
});
export const changePageSchema = pageOf(changeSchema);

/** Which image of a report: an index's platforms each have their own layers and remedies. */
const imageOfReport = {
  artifactId: idSchema,
  platform: z.string().nullable(),
};

/** What to do about an image's findings; of an index, about those of the platform that has the most. */
export const remedySchema = z.object({
  ...imageOfReport,
  base: baseImageSchema.nullable(),
  plan: planSchema,
  /** Newer tags of the same image that are at hand and cleaner, the cleanest first. */
  cleaner: z
    .array(
      z.object({
        artifactId: idSchema,
        tag: z.string(),
        summary: summarySchema,
        fixed: z.int(),
        added: z.int(),
      }),
    )
    .readonly(),
});
export type Remedy = z.infer<typeof remedySchema>;

/** A step of an image's history and what it brought. */
export const layerSchema = z.object({
  /** Null for a step that changed no file. */
  index: z.int().nullable(),
  digest: z.string().nullable(),
  instruction: instructionSchema.nullable(),
  from: z.enum(["base", "own"]).nullable(),
  packages: z.int(),
  summary: summarySchema,
});
export const layerListSchema = z.object({
  ...imageOfReport,
  base: baseImageSchema.nullable(),
  /** Bottom first. */
  items: z.array(layerSchema).readonly(),
});
export type ReportLayer = z.infer<typeof layerSchema>;

export const packageListQuery = z.object({
  scanner: scannerQuery,
  q: z.string().max(255).optional(),
  /** Only packages with findings, or only those without. */
  affected: z.stringbool().optional(),
  ...pageQuery,
});
export const reportPackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string(),
  purl: z.string(),
  path: z.string(),
  licenses: z.array(z.string()).readonly(),
  layer: z.int(),
  artifactId: idSchema,
  platform: z.string().nullable(),
  summary: summarySchema,
  origin: originSchema,
});
export type ReportPackage = z.infer<typeof reportPackageSchema>;
export const packagePageSchema = pageOf(reportPackageSchema).extend({ total: z.int() });

export const comparisonQuery = z.object({ with: idSchema, scanner: scannerQuery });
const comparedFinding = z.object({
  id: z.string(),
  severity: severitySchema,
  package: z.object({
    name: z.string(),
    version: z.string(),
    type: z.string(),
    path: z.string().nullable(),
  }),
  fixedVersions: z.array(z.string()).readonly(),
});
const comparedPackage = z.object({
  name: z.string(),
  type: z.string(),
  /** Null where it was not there, or is not any more. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
/** What changed from the artifact given by `with` to this one. */
export const comparisonSchema = z.object({
  before: z.object({ artifactId: idSchema, summary: summarySchema }),
  after: z.object({ artifactId: idSchema, summary: summarySchema }),
  added: z.array(comparedFinding).readonly(),
  fixed: z.array(comparedFinding).readonly(),
  unchanged: z.array(comparedFinding).readonly(),
  packages: z.array(comparedPackage).readonly(),
  /** What the layers of this one added, and those of the other had that is fixed. */
  layers: z
    .array(
      z.object({
        change: z.enum(["added", "fixed"]),
        index: z.int(),
        instruction: instructionSchema.nullable(),
        summary: summarySchema,
      }),
    )
    .readonly(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
