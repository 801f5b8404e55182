import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { keys } from "../data/keys.ts";
import { applyEvent } from "./apply-event.ts";
import { type ConnectionState, followEvents } from "./connection.ts";
import { type Changed, createRefresher } from "./refresher.ts";

/** Keeps every list and report current while the page is open; tells of states that changed. */
export function useLive(onChanged: (changed: Changed[]) => void): ConnectionState {
  const queries = useQueryClient();
  const [state, setState] = useState<ConnectionState>("connecting");
  const tell = useRef(onChanged);
  useEffect(() => {
    tell.current = onChanged;
  });

  useEffect(() => {
    let missed = false;
    const refresher = createRefresher(queries, (changed) => tell.current(changed));
    const stop = followEvents({
      onEvent: (event) => refresher.mark(applyEvent(queries, event)),
      onState: (now) => {
        setState(now);
        // The stream does not say why it ended; asking for the session finds out whether it did.
        if (now === "lost") void queries.invalidateQueries({ queryKey: keys.session });
        if (now === "open" && missed) void queries.invalidateQueries();
        missed = now === "lost";
      },
    });
    return () => {
      stop();
      refresher.stop();
    };
  }, [queries]);

  return state;
}
