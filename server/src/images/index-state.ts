import type { ScanState } from "@plimsoll/api";

type Child = { readonly state: ScanState; readonly progress: number };
export type Derived = {
  readonly state: ScanState;
  readonly progress: number;
  /** A child in the state shown: its log and reason are the index's. */
  readonly shown: number | null;
};

/**
 * The state of an index from those of its platforms' images; the first rule that fits holds. What runs comes
 * before what waits, and what went wrong before what is done, so that nothing is called complete too early.
 */
export const indexRules: readonly ScanState[] = [
  "scanning",
  "queued",
  "failed",
  "stopped",
  "not-scanned",
  "complete",
];
/** How much of its scan a child has behind it; those that were never asked for do not count. */
const done: Partial<Record<ScanState, (child: Child) => number>> = {
  queued: () => 0,
  scanning: (child) => child.progress,
  failed: () => 1,
  stopped: () => 1,
  complete: () => 1,
};

/** `children` are the images alone; without one there is nothing to scan. */
export function deriveIndexState(children: readonly Child[]): Derived {
  for (const state of indexRules) {
    const shown = children.findIndex((child) => child.state === state);
    if (shown !== -1) return { state, shown, progress: progressOf(state, children) };
  }
  return { state: "not-supported", shown: null, progress: 0 };
}

function progressOf(state: ScanState, children: readonly Child[]): number {
  if (state === "complete") return 1;
  if (state !== "scanning") return 0;
  const parts = children.flatMap((child) => done[child.state]?.(child) ?? []);
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}
