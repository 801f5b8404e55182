import type { PlimsollEvent } from "@plimsoll/api";
import { eventsPath, eventTypes } from "@plimsoll/api/bare";

export type ConnectionState = "connecting" | "open" | "lost";

type Options = {
  /** In which one acts; undefined leaves it to the service. */
  readonly workspace?: string | undefined;
  readonly onEvent: (event: PlimsollEvent) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Opens the stream; the browser's own unless a test says otherwise. */
  readonly open?: (path: string) => EventSource;
};

const [firstDelay, longestDelay] = [1000, 5000];

/**
 * Follows the service's events. The browser itself gives up for good when the answer is an error (a
 * restart behind a proxy, a session that ended), so reconnecting is done here, slower each time.
 */
export function followEvents(options: Options): () => void {
  const { workspace, onEvent, onState, open = openStream } = options;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstDelay;
  let last = "";

  function connect() {
    clearTimeout(timer);
    source = open(pathOf(workspace, last));
    source.onopen = () => {
      delay = firstDelay;
      onState("open");
    };
    source.onerror = () => {
      source.close();
      onState("lost");
      timer = setTimeout(connect, delay);
      delay = Math.min(delay * 2, longestDelay);
    };
    source.onmessage = (message: MessageEvent<string>) => {
      if (message.lastEventId) last = message.lastEventId;
      const event = readEvent(message.data);
      if (event) onEvent(event);
    };
  }

  onState("connecting");
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** The last event goes along by the query: only the browser itself can send it as a header. */
function pathOf(workspace: string | undefined, last: string): string {
  const query = new URLSearchParams();
  if (workspace !== undefined) query.set("workspace", workspace);
  if (last !== "") query.set("after", last);
  return query.size === 0 ? eventsPath : `${eventsPath}?${query}`;
}

function openStream(path: string): EventSource {
  return new EventSource(path);
}

/** A newer server may send what this page does not know: who reads it passes over that. */
function readEvent(text: string): PlimsollEvent | undefined {
  try {
    const event: { type?: unknown } | null = JSON.parse(text);
    const known = eventTypes.some((type) => type === event?.type);
    return known ? (event as PlimsollEvent) : undefined;
  } catch {
    return undefined;
  }
}
