import { z } from "zod";

/** From worst to least known. Every count, bar and sort uses this order. */
export const severities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** What is known about the fix of a finding; the words are those of the distributions' trackers. */
export const findingStatuses = [
  "fixed",
  "affected",
  "under_investigation",
  "will_not_fix",
  "fix_deferred",
  "end_of_life",
] as const;
export const findingStatusSchema = z.enum(findingStatuses);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

/** The states of a scan as an artifact shows them. The transition table is the server's. */
export const scanStates = [
  "not-scanned",
  "not-supported",
  "queued",
  "scanning",
  "failed",
  "stopped",
  "complete",
] as const;
export const scanStateSchema = z.enum(scanStates);
export type ScanState = z.infer<typeof scanStateSchema>;

/** What a running scan is doing now. */
export const scanPhases = ["resolving", "reading", "matching", "saving"] as const;
export const scanPhaseSchema = z.enum(scanPhases);
export type ScanPhase = z.infer<typeof scanPhaseSchema>;

/** `image`: one platform's manifest; `index`: several; `other`: an artifact that holds no file system. */
export const artifactKinds = ["image", "index", "other"] as const;
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
