import { type ScanState, scanStates } from "@plimsoll/api";
import { expect, test } from "vitest";
import { deriveIndexState } from "./index-state.ts";

const child = (state: ScanState, progress = state === "complete" ? 1 : 0) => ({ state, progress });

test.each<[ScanState[], ScanState]>([
  [[], "not-supported"],
  [["not-scanned", "not-scanned"], "not-scanned"],
  [["complete", "not-scanned"], "not-scanned"],
  [["complete", "complete"], "complete"],
  [["queued", "queued"], "queued"],
  [["complete", "queued"], "queued"],
  [["failed", "queued"], "queued"],
  [["queued", "scanning"], "scanning"],
  [["failed", "scanning"], "scanning"],
  [["complete", "failed"], "failed"],
  [["stopped", "failed"], "failed"],
  [["complete", "stopped"], "stopped"],
  [["stopped", "not-scanned"], "stopped"],
])("an index of %j is %s", (states, expected) => {
  expect(deriveIndexState(states.map((state) => child(state))).state).toBe(expected);
});

test("the order of the platforms does not matter", () => {
  for (const a of scanStates)
    for (const b of scanStates)
      expect(deriveIndexState([child(a), child(b)]).state).toBe(
        deriveIndexState([child(b), child(a)]).state,
      );
});

test("progress is the mean over the platforms that were asked for", () => {
  const children = [
    child("complete"),
    child("scanning", 0.5),
    child("queued"),
    child("not-scanned"),
  ];
  expect(deriveIndexState(children)).toEqual({ state: "scanning", shown: 1, progress: 0.5 });
});
