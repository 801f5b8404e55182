import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { keys } from "../data/keys.ts";
import { useSession } from "../data/use-session.ts";
import { applyEvent } from "./apply-event.ts";
import type { ConnectionState } from "./connection.ts";
import { type Changed, createRefresher } from "./refresher.ts";
import { followShared } from "./shared-stream.ts";

/** Keeps every list and report current while the page is open; tells of states that changed. */
export function useLive(onChanged: (changed: Changed[]) => void): ConnectionState {
  const queries = useQueryClient();
  const session = useSession();
  const { username } = session;
  const workspace = session.workspace?.id;
  const [state, setState] = useState<ConnectionState>("connecting");
  const tell = useRef(onChanged);
  useEffect(() => {
    tell.current = onChanged;
  });

  useEffect(() => {
    let missed = false;
    const refresher = createRefresher(queries, (changed) => tell.current(changed));
    const stop = followShared({
      username,
      workspace,
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
  }, [queries, username, workspace]);

  return state;
}
