/// <reference lib="webworker" />
import { followEvents } from "./connection.ts";
import type { FromStream, ToStream } from "./shared-stream.ts";

declare const self: SharedWorkerGlobalScope;

/** One connection for all tabs that act as the same person in the same workspace, which the name tells apart. */
const [, workspace] = JSON.parse(self.name) as [username: string, workspace: string | null];
const tabs = new Set<MessagePort>();
let state: "connecting" | "open" | "lost" = "connecting";
let stop: (() => void) | undefined;

self.onconnect = ({ ports: [tab] }) => {
  if (tab === undefined) return;
  tabs.add(tab);
  tab.onmessage = ({ data }: MessageEvent<ToStream>) => {
    if (data !== "leave") return;
    tabs.delete(tab);
    if (tabs.size > 0) return;
    stop?.();
    stop = undefined;
    state = "connecting";
  };
  tab.postMessage({ state } satisfies FromStream);
  stop ??= followEvents({
    workspace: workspace ?? undefined,
    onEvent: (event) => tell({ event }),
    onState: (now) => {
      state = now;
      tell({ state });
    },
  });
};

function tell(message: FromStream): void {
  for (const tab of tabs) tab.postMessage(message);
}
