import type { PlimsollEvent } from "@plimsoll/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ConnectionState, followEvents } from "./connection.ts";

/** As much of an `EventSource` as is used, moved by the test. */
function stream() {
  return {
    onopen: () => {},
    onerror: () => {},
    onmessage: (_: { data: string; lastEventId?: string }) => {},
    close: vi.fn(),
  };
}

describe("the stream of events", () => {
  let streams: ReturnType<typeof stream>[];
  let states: ConnectionState[];
  let events: PlimsollEvent[];
  let paths: string[];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    streams = [];
    states = [];
    events = [];
    paths = [];
    stop = followEvents({
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      workspace: "w",
      open: (path) => {
        paths.push(path);
        const opened = stream();
        streams.push(opened);
        return opened as unknown as EventSource;
      },
    });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("comes back by itself after an error, slower each time, and quickly again once it was open", () => {
    streams[0]?.onopen();
    streams[0]?.onerror();
    expect(states).toEqual(["connecting", "open", "lost"]);
    expect(streams[0]?.close).toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(2);
    streams[1]?.onerror();
    vi.advanceTimersByTime(1999);
    expect(streams).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(streams).toHaveLength(3);
    streams[2]?.onopen();
    streams[2]?.onerror();
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(4);
  });

  it("says when it comes back what it heard last, and in which workspace it is", () => {
    const event = { type: "registry", registryId: "0b0e7c0e-4b1f-4d6e-8a41-0d6d3f1f2a11" };
    streams[0]?.onmessage({ data: JSON.stringify(event), lastEventId: "run-7" });
    streams[0]?.onerror();
    vi.advanceTimersByTime(1000);
    expect(paths).toEqual(["/api/v1/events?workspace=w", "/api/v1/events?workspace=w&after=run-7"]);
  });

  it("passes over what it does not understand", () => {
    streams[0]?.onmessage({ data: "no JSON" });
    streams[0]?.onmessage({ data: JSON.stringify({ type: "something new" }) });
    const event = { type: "registry", registryId: "0b0e7c0e-4b1f-4d6e-8a41-0d6d3f1f2a11" };
    streams[0]?.onmessage({ data: JSON.stringify(event) });
    expect(events).toEqual([event]);
  });

  it("ends when nobody follows it any more", () => {
    streams[0]?.onerror();
    stop();
    vi.advanceTimersByTime(60_000);
    expect(streams).toHaveLength(1);
  });
});
