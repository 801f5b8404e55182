import { z } from "zod";
import {
  artifactKinds,
  findingStatuses,
  scanPhases,
  scanStates,
  severities,
} from "./vocabulary.ts";

export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

export const findingStatusSchema = z.enum(findingStatuses);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

export const scanStateSchema = z.enum(scanStates);
export type ScanState = z.infer<typeof scanStateSchema>;

export const scanPhaseSchema = z.enum(scanPhases);
export type ScanPhase = z.infer<typeof scanPhaseSchema>;

export const artifactKindSchema = z.enum(artifactKinds);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

/** Counts by severity: they add up to `total`; `fixable` of them have a fixed version. */
export const summarySchema = z.object({
  critical: z.int().min(0),
  high: z.int().min(0),
  medium: z.int().min(0),
  low: z.int().min(0),
  negligible: z.int().min(0),
  unknown: z.int().min(0),
  total: z.int().min(0),
  fixable: z.int().min(0),
});
export type Summary = z.infer<typeof summarySchema>;

/** A point in time, RFC 3339 in UTC. */
export const timeSchema = z.iso.datetime();
export const idSchema = z.uuid();
export const digestSchema = z.string().regex(/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/);
