import type { Artifact, ChildArtifact } from "@plimsoll/api";

/** An artifact or a platform of an index: whatever a scan cell shows. */
export type Scanned = ChildArtifact & Partial<Pick<Artifact, "children" | "uniqueSummary">>;

/** How it stands with a scanner: what the line of a state needs. */
export type ScanStanding = Pick<
  Scanned,
  "id" | "state" | "reason" | "reasonCode" | "queuePosition" | "progress" | "phase" | "scanId"
>;

export function canScan({ state }: Pick<Scanned, "state">): boolean {
  return state !== "not-supported" && !canStop({ state });
}

export function canStop({ state }: Pick<Scanned, "state">): boolean {
  return state === "queued" || state === "scanning";
}

/** "4 of 5 platforms": those with a result, of those the index holds. */
export function platformsDone(children: readonly ChildArtifact[]): number {
  return children.filter((child) => child.summary !== null).length;
}
