import type { Artifact } from "@plimsoll/api";
import type { QueryClient } from "@tanstack/react-query";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { cachedArtifacts, changeArtifacts } from "./cached-artifacts.ts";

/** Events of one moment are answered together. */
const delay = 250;
/** Past this many, one page of a list costs less than its rows one by one. */
const maxSingle = 12;

export type Changed = { before: Artifact; after: Artifact };

/** Reads artifacts again that events named, in bursts, and puts them where they are shown. */
export function createRefresher(queries: QueryClient, onChanged: (changed: Changed[]) => void) {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;

  async function run() {
    running = true;
    const ids = [...waiting];
    waiting.clear();
    const before = cachedArtifacts(queries);
    await readAgain(queries, ids).catch(() => invalidateLists(queries));
    const after = cachedArtifacts(queries);
    onChanged(
      ids.flatMap((id) => {
        const [old, fresh] = [before.get(id), after.get(id)];
        return old && fresh && old.state !== fresh.state ? [{ before: old, after: fresh }] : [];
      }),
    );
    running = false;
    timer = undefined;
    if (waiting.size > 0) schedule();
  }

  function schedule() {
    if (timer === undefined && !running) timer = setTimeout(run, delay);
  }

  return {
    /** Artifacts that nothing shows are passed over: they are read when somebody opens them. */
    mark(ids: Iterable<string>) {
      for (const id of ids) waiting.add(id);
      if (waiting.size > 0) schedule();
    },
    stop() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}

async function readAgain(queries: QueryClient, ids: string[]): Promise<void> {
  if (ids.length > maxSingle) return invalidateLists(queries);
  const fresh = await Promise.all(ids.map((id) => client.getArtifact({ params: { id } })));
  const byId = new Map(fresh.map((artifact) => [artifact.id, artifact]));
  changeArtifacts(queries, (artifact) => byId.get(artifact.id) ?? artifact);
}

async function invalidateLists(queries: QueryClient): Promise<void> {
  await Promise.all(
    [keys.images, keys.image, keys.artifacts, keys.artifact].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}
