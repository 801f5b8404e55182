import type { PlimsollEvent } from "@plimsoll/api";
import { type ConnectionState, followEvents } from "./connection.ts";

/** From a tab: it is gone, or shows another person's or workspace's. */
export type ToStream = "leave";
export type FromStream = { readonly event: PlimsollEvent } | { readonly state: ConnectionState };

type Options = {
  /** As whom and in which workspace one acts: others have a stream of their own. */
  readonly username: string;
  readonly workspace: string | undefined;
  readonly onEvent: (event: PlimsollEvent) => void;
  readonly onState: (state: ConnectionState) => void;
};

/** Follows the service's events: all tabs of a browser by one connection where it can, each by its own otherwise. */
export function followShared(options: Options): () => void {
  const { username, workspace, onEvent, onState } = options;
  if (typeof SharedWorker === "undefined") return followEvents(options);
  const worker = new SharedWorker(new URL("./stream-worker.ts", import.meta.url), {
    type: "module",
    name: JSON.stringify([username, workspace ?? null]),
  });
  const { port } = worker;
  port.onmessage = ({ data }: MessageEvent<FromStream>) => {
    if ("event" in data) onEvent(data.event);
    else onState(data.state);
  };
  const leave = () => port.postMessage("leave" satisfies ToStream);
  // A tab that is closed runs nothing else; one that comes back from the browser's cache begins anew.
  addEventListener("pagehide", leave);
  const again = (event: PageTransitionEvent) => event.persisted && location.reload();
  addEventListener("pageshow", again);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", again);
    leave();
    port.close();
  };
}
