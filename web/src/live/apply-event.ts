import type { Artifact, DatabaseStatus, PlimsollEvent, ScanLog } from "@plimsoll/api";
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../data/keys.ts";
import { hasGap, mergeLines } from "../data/use-scan-log.ts";
import { cachedArtifacts, changeArtifacts } from "./cached-artifacts.ts";
import { changesState, type ScanEvent, withScanEvent } from "./scan-event.ts";

/** Puts an event into what is cached; answers the ids of artifacts that must be read again. */
export function applyEvent(queries: QueryClient, event: PlimsollEvent): string[] {
  if (event.type === "scan") return applyScan(queries, event);
  if (event.type === "verdict") return applyVerdict(queries, event.artifactIds);
  if (event.type === "log") applyLog(queries, event.scanId, event.lines);
  else if (event.type === "registry") applyRegistry(queries);
  else applyDatabase(queries, event.matching);
  return [];
}

function applyScan(queries: QueryClient, event: ScanEvent): string[] {
  const shown = cachedArtifacts(queries);
  const named = [event.artifactId, ...event.indexIds].filter((id) => shown.has(id));
  const known = shown.get(event.artifactId) ?? platformIn(shown, event);
  const moved = known === undefined || changesState(known, event);
  if (event.first) changeArtifacts(queries, (artifact) => withScanEvent(artifact, event));
  if (!moved) {
    patchScan(queries, event);
    // An index's progress is its platforms' together; only the server adds them up.
    return named.filter((id) => id !== event.artifactId);
  }
  for (const queryKey of [
    [...keys.scan, event.scanId],
    [...keys.log, event.scanId],
  ])
    void queries.invalidateQueries({ queryKey });
  if (event.state === "complete")
    for (const id of [event.artifactId, ...event.indexIds])
      for (const queryKey of [
        [...keys.report, id],
        [...keys.findings, id],
      ])
        void queries.invalidateQueries({ queryKey });
  // Whoever waits behind moves up when one leaves the queue, and no event says so.
  const waiting = [...shown.values()].filter(({ state }) => state === "queued");
  return [...new Set([...named, ...waiting.map(({ id }) => id)])];
}

/** Why is asked for again by who looks at it. */
function applyVerdict(queries: QueryClient, artifactIds: readonly string[]): string[] {
  for (const id of artifactIds) void queries.invalidateQueries({ queryKey: [...keys.verdict, id] });
  const shown = cachedArtifacts(queries);
  return artifactIds.filter((id) => shown.has(id));
}

/** Where the list shows the index alone, its platform's image is found in it. */
function platformIn(shown: ReadonlyMap<string, Artifact>, event: ScanEvent) {
  return event.indexIds
    .flatMap((id) => shown.get(id)?.children ?? [])
    .find((child) => child.id === event.artifactId);
}

function patchScan(queries: QueryClient, event: ScanEvent): void {
  const { phase, progress } = event;
  queries.setQueryData(
    [...keys.scan, event.scanId],
    (scan: object | undefined) => scan && { ...scan, phase, progress },
  );
}

function applyLog(queries: QueryClient, scanId: string, lines: ScanLog["lines"]): void {
  const queryKey = [...keys.log, scanId];
  const log = queries.getQueryData<ScanLog>(queryKey);
  if (log === undefined) return;
  if (hasGap(log.lines, lines)) void queries.invalidateQueries({ queryKey });
  else queries.setQueryData<ScanLog>(queryKey, { ...log, lines: mergeLines(log.lines, lines) });
}

function applyDatabase(queries: QueryClient, matching: DatabaseStatus["matching"]): void {
  // Other advisories may have changed any finding and any count.
  if (matching === null) void queries.invalidateQueries();
  else
    queries.setQueryData(
      keys.database,
      (database: DatabaseStatus | undefined) => database && { ...database, matching },
    );
}

/** A sync may have brought or removed anything below the registry. */
function applyRegistry(queries: QueryClient): void {
  const { registries, spaces, prevention, images, image, artifacts } = keys;
  for (const queryKey of [registries, spaces, prevention, images, image, artifacts])
    void queries.invalidateQueries({ queryKey });
}
