import type { Artifact, ChildArtifact, PlimsollEvent } from "@plimsoll/api";

export type ScanEvent = Extract<PlimsollEvent, { type: "scan" }>;

/** What an event says about an artifact that it names, or about the platform of an index. */
export function withScanEvent(artifact: Artifact, event: ScanEvent): Artifact {
  if (artifact.id === event.artifactId) return withState(artifact, event);
  if (artifact.children === null) return artifact;
  const children = artifact.children.map((child) =>
    child.id === event.artifactId ? withState(child, event) : child,
  );
  const same = children.every((child, index) => child === artifact.children?.[index]);
  return same ? artifact : { ...artifact, children };
}

/**
 * Only how far a scan is comes whole. An end brings counts with it that the event does not hold:
 * showing the state before them would flicker, so it waits for the artifact to be read again.
 */
function withState<T extends ChildArtifact>(artifact: T, event: ScanEvent): T {
  if (event.state !== "scanning" && event.state !== "queued") return artifact;
  return {
    ...artifact,
    state: event.state,
    phase: event.phase,
    progress: event.progress,
    scanId: event.scanId,
    queuePosition: event.state === "queued" ? artifact.queuePosition : null,
    outdated: artifact.summary !== null,
  };
}

/** Whether the event tells more than progress of what is known already. */
export function changesState(artifact: Artifact | ChildArtifact, event: ScanEvent): boolean {
  return artifact.state !== event.state || artifact.scanId !== event.scanId;
}
