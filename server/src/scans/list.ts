import type { Page, ScanRow, scanListQuery } from "@plimsoll/api";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../database/open.ts";
import { decodeCursor, type Keys, toPage } from "../database/page.ts";
import type { Database } from "../database/schema.ts";
import type { Service } from "../service.ts";
import { queuePositions } from "./queue-position.ts";
import { viewScan } from "./view.ts";

type Query = z.output<typeof scanListQuery>;
/** `run`: that it is of, where that is seen. */
type Row = Selectable<Database["scan"]> & {
  readonly keys: Keys;
  readonly run: string | null;
} & Pick<ScanRow, "artifact">;

/** A part of the list: scans of these states, in an order that an index has. */
type Part = {
  readonly states: readonly ScanRow["state"][];
  /** What it is sorted by, and the types; no key is null. */
  readonly keys: readonly (readonly [expression: string, type: string])[];
  readonly order: "asc" | "desc";
};

/** One after the other: what runs, what waits by its turn, what ended. */
const parts: readonly Part[] = [
  {
    states: ["scanning"],
    keys: [
      ["scan.started_at", "timestamptz"],
      ["scan.seq", "bigint"],
    ],
    order: "desc",
  },
  {
    states: ["queued"],
    keys: [
      ["scan.priority", "smallint"],
      ["scan.seq", "bigint"],
    ],
    order: "asc",
  },
  {
    states: ["complete", "failed", "stopped"],
    keys: [
      ["scan.finished_at", "timestamptz"],
      ["scan.id", "uuid"],
    ],
    order: "desc",
  },
];

/** Running first, then queued by their turn, then the others, the last ended first; a page takes a query a part. */
export async function listScans({ db }: Service, query: Query): Promise<Page<ScanRow>> {
  const [start, ...after] = query.cursor === undefined ? [0] : decodeCursor(query.cursor, 3);
  const rows: Row[] = [];
  for (const [at, part] of parts.entries()) {
    const states = part.states.filter((state) => query.state?.includes(state) ?? true);
    if (at < Number(start) || states.length === 0 || rows.length > query.limit) continue;
    const from = at === Number(start) && after.length > 0 ? after : null;
    const room = query.limit + 1 - rows.length;
    rows.push(...(await selectPart(db, { ...part, states }, { query, at, from, room })));
  }
  const shown = rows.slice(0, query.limit);
  const queued = shown.filter(({ state }) => state === "queued").map(({ id }) => id);
  const positions = await queuePositions(db, queued);
  const items = shown.map((row) => ({
    ...viewScan(row, positions),
    artifact: row.artifact,
    runId: row.run,
  }));
  return toPage(rows, query.limit, (row) => row.keys, items);
}

async function selectPart(
  db: Db,
  { states, keys, order }: Part,
  wanted: {
    readonly query: Query;
    readonly at: number;
    readonly from: Keys | null;
    readonly room: number;
  },
): Promise<Row[]> {
  const { query, at, from, room } = wanted;
  const by = keys.map(([expression]) => expression);
  const conditions: RawBuilder<unknown>[] = [
    sql`scan.state in (${sql.join(states.map((state) => sql.lit(state)))})`,
    sql`not registry.hidden`,
    ...(by.includes("scan.finished_at") ? [sql`scan.finished_at is not null`] : []),
    ...(query.trigger === undefined ? [] : [sql`scan.trigger = ${query.trigger}`]),
    ...(query.registry === undefined ? [] : [sql`registry.id = ${query.registry}`]),
    ...(query.run === undefined ? [] : [sql`scan.run_id = ${query.run}`]),
    ...(query.artifact === undefined ? [] : [sql`scan.artifact_id = ${query.artifact}`]),
    ...(from === null
      ? []
      : [
          sql`(${sql.raw(by.join(", "))}) ${order === "asc" ? sql`>` : sql`<`} (${sql.join(
            from.map((key, place) => sql`${key}::${sql.raw(keys[place]?.[1] ?? "text")}`),
          )})`,
        ]),
  ];
  const { rows } = await sql<Row>`
    select scan.*, (select run.id from run where run.id = scan.run_id) as run, jsonb_build_array(${at}::integer, ${sql.raw(by.map((one) => `${one}::text`).join(", "))}) as keys,
      jsonb_build_object('id', artifact.id, 'imageId', repository.id,
        'registry', jsonb_build_object('id', registry.id, 'name', registry.name), 'space', space.name,
        'repository', repository.path, 'digest', artifact.digest, 'platform', artifact.platform,
        'tags', array(select name from tag where gone_at is null and tag.artifact_id in (
          select artifact.id union all select index_id from artifact_child where child_id = artifact.id)
          order by sort_name desc, name)) as artifact
    from scan join artifact on artifact.id = scan.artifact_id
    join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where ${sql.join(conditions, sql` and `)}
    order by ${sql.raw(by.map((one) => `${one} ${order}`).join(", "))} limit ${room}`.execute(db);
  return rows;
}
