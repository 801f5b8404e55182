import type { Artifact } from "@plimsoll/api";
import {
  artifactOf,
  database,
  longWord,
  manyFindings,
  noFindings,
  platformOf,
  scanned,
  usualSummary,
} from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ScanButtons } from "./scan-buttons.tsx";
import { ScanCardCounts } from "./scan-card-counts.tsx";
import { ScanCardFacts } from "./scan-card-facts.tsx";
import { ScanCardPlatforms } from "./scan-card-platforms.tsx";
import { ScanCell } from "./scan-cell.tsx";

const cell = (over: Partial<Artifact>): State => ({
  show: () => (
    <div style={{ maxWidth: 300 }}>
      <ScanCell artifact={artifactOf(10, over)} name="shop/checkout:1.0" />
    </div>
  ),
});
const platforms = [
  platformOf(11, { ...scanned, platform: "linux/amd64" }),
  platformOf(12, { ...scanned, platform: "linux/arm64/v8", outdated: true }),
  platformOf(13, { ...scanned, platform: null, summary: noFindings, severity: null }),
  platformOf(14, { platform: "linux/s390x", state: "failed" }),
];

export const notScanned = cell({});
export const notSupported = cell({
  state: "not-supported",
  reason: "A Helm chart holds no file system.",
});
export const queued = cell({ state: "queued", queuePosition: 1234 });
export const scanning = cell({ state: "scanning", progress: 0.42, phase: "reading" });
export const failed = cell({ state: "failed", reason: "The registry does not answer." });
export const failedLongReason = cell({ state: "failed", reason: longWord });
export const stopped = cell({ state: "stopped" });
export const complete = cell(scanned);
export const nothingFound = cell({ ...scanned, summary: noFindings, severity: null });
export const unchecked = cell({
  ...{ ...scanned, summary: noFindings, severity: null, unchecked: 12 },
});
export const scanningAgain = cell({
  ...{ ...scanned, state: "scanning", progress: 0.07, phase: "matching", outdated: true },
});
export const failedAgain = cell({ ...scanned, state: "failed", outdated: true });
export const index = cell({
  ...{ ...scanned, kind: "index", children: platforms, uniqueSummary: usualSummary },
});

export const cardCounts: State = {
  show: () => <ScanCardCounts summary={usualSummary} unchecked={0} />,
};
export const cardCountsZero: State = {
  show: () => <ScanCardCounts summary={noFindings} unchecked={3} />,
};
export const cardCountsMany: State = {
  show: () => <ScanCardCounts summary={manyFindings} unchecked={54_321} />,
};
export const cardFacts: State = {
  show: () => (
    <ScanCardFacts artifact={artifactOf(10, { ...scanned, databaseDate: database.date })} />
  ),
};
export const cardFactsUnknown: State = {
  show: () => <ScanCardFacts artifact={artifactOf(10)} />,
};
export const cardPlatforms: State = {
  show: () => <ScanCardPlatforms platforms={platforms} unique={usualSummary} />,
};

export const buttonToScan: State = { show: () => <ScanButtons artifact={artifactOf(10)} /> };
export const buttonToStop: State = {
  show: () => <ScanButtons artifact={artifactOf(10, { state: "queued" })} name="1.0" />,
};
export const noButton: State = {
  show: () => <ScanButtons artifact={artifactOf(10, { state: "not-supported" })} />,
};
