import type { LogLine, Scan, ScanLog } from "@plimsoll/api";
import { longWord, refusal, scanOf } from "../../../gallery/made.ts";
import type { Answers, State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { LogView } from "./log-view.tsx";

const id = scanOf().id;

function linesOf(count: number): LogLine[] {
  const levels = ["info", "debug", "warn", "error"] as const;
  return Array.from({ length: count }, (_, at) => ({
    line: at + 1,
    time: new Date(Date.UTC(2026, 10, 26, 9, 30, 0, at * 37)).toISOString(),
    level: levels[at % levels.length] ?? "info",
    message: at % 5 === 4 ? `\u001b[31m${longWord}\u001b[0m` : `Layer ${at + 1} has been read`,
  }));
}

function log(scan: Partial<Scan>, said: ScanLog, find?: string): State {
  const answers: Answers = [
    [[...keys.scan, id], scanOf(scan)],
    [[...keys.log, id], said],
  ];
  return { answers, show: () => <LogView scanId={id} find={find} onFind={() => {}} /> };
}

export const loading: State = {
  show: () => <LogView scanId={id} find={undefined} onFind={() => {}} />,
};
export const failedToLoad: State = {
  answers: [[[...keys.log, id], refusal("not-found")]],
  show: () => <LogView scanId={id} find={undefined} onFind={() => {}} />,
};
export const complete = log({}, { lines: linesOf(9), ended: true });
export const running = log(
  {
    ...{ state: "scanning", progress: 0.42, phase: "reading", finishedAt: null },
    bytes: { done: 24_000_000, total: 58_300_000 },
  },
  { lines: linesOf(4), ended: false },
);
export const nothingYet = log(
  { state: "queued", startedAt: null, finishedAt: null },
  { lines: [], ended: false },
);
export const empty = log({ state: "stopped" }, { lines: [], ended: true });
export const scanFailed = log(
  {
    ...{ state: "failed", attempt: 3 },
    error: {
      ...{ code: "registry-unreachable", message: "harbor.example.com does not answer" },
      hint: "Check the network between Plimsoll and the registry, then scan again.",
    },
  },
  { lines: linesOf(3), ended: true },
);
export const found = log({}, { lines: linesOf(40), ended: true }, "layer 7");
export const noMatch = log({}, { lines: linesOf(9), ended: true }, "no such words");
export const many = log({}, { lines: linesOf(20_000), ended: true });
