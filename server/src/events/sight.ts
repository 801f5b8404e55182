import type { PlimsollEvent } from "@plimsoll/api";
import { sql } from "kysely";
import type { View } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { roughly } from "../matching/roughly.ts";
import type { Service } from "../service.ts";

/** Milliseconds for which it is remembered what somebody sees. */
const lasting = 2000;
/** Repositories and scans of which it is remembered where they are, which never changes. */
const most = 20_000;

/** Who sees which event. Where it is about is looked up once, so that a scan's progress costs nothing. */
export function createSight({ db, seenBy }: Service) {
  const spaceOfImage = remember((id) => findSpace(db, sql`repository.id = ${id}`));
  const spaceOfScan = remember((id) =>
    findSpace(
      db,
      sql`repository.id = (select repository_id from artifact join scan on scan.artifact_id = artifact.id
        where scan.id = ${id})`,
    ),
  );
  const seen = new Map<string, { ids: Promise<Seen>; until: number }>();
  const seenIn = (view: View): Promise<Seen> => {
    const key = view.kind === "workspace" ? view.id : view.kind;
    const known = seen.get(key);
    if (known !== undefined && Date.now() < known.until) return known.ids;
    if (seen.size >= most) seen.clear();
    const ids = readSeen(seenBy(view).db);
    seen.set(key, { ids, until: Date.now() + lasting });
    ids.catch(() => seen.delete(key));
    return ids;
  };
  return {
    sees: async (view: View, event: PlimsollEvent): Promise<boolean> => {
      if (view.kind === "everything" || event.type === "database") return true;
      if (event.type === "registry") return (await seenIn(view)).registries.has(event.registryId);
      const space = await (event.type === "scan" || event.type === "verdict"
        ? spaceOfImage(event.imageId)
        : spaceOfScan(event.scanId));
      return space !== null && (await seenIn(view)).spaces.has(space);
    },
  };
}

/** An event as it is told: how much there is over all is not for who sees a part of it. */
export function shownIn(view: View, event: PlimsollEvent): PlimsollEvent {
  if (view.kind === "everything" || event.type !== "database") return event;
  return { ...event, matching: event.matching && roughly(event.matching) };
}

type Seen = { readonly spaces: ReadonlySet<string>; readonly registries: ReadonlySet<string> };

async function readSeen(db: Db): Promise<Seen> {
  const spaces = await db.selectFrom("space").select("id").execute();
  const registries = await db.selectFrom("registry").select("id").execute();
  return {
    spaces: new Set(spaces.map(({ id }) => id)),
    registries: new Set(registries.map(({ id }) => id)),
  };
}

/** Null where it is not there any more. */
async function findSpace(db: Db, which: ReturnType<typeof sql<boolean>>): Promise<string | null> {
  const row = await db.selectFrom("repository").select("space_id").where(which).executeTakeFirst();
  return row?.space_id ?? null;
}

/** What was not there is asked for again. */
function remember(find: (id: string) => Promise<string | null>) {
  const known = new Map<string, string>();
  return async (id: string): Promise<string | null> => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const found = await find(id);
    if (known.size >= most) known.clear();
    if (found !== null) known.set(id, found);
    return found;
  };
}
