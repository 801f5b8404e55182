import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { move, type RunState, type TransitionName, transitions } from "./transitions.ts";

let database: TestDatabase;
let artifactId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await sql<{ id: string }>`
    with registry as (
      insert into registry (name, kind, address) values ('r', 'distribution', 'http://r') returning id
    ), space as (
      insert into space (registry_id, name) select id, 's' from registry returning id, registry_id
    ), repository as (
      insert into repository (registry_id, space_id, path, listed_at)
      select registry_id, id, 's/r', now() from space returning id
    )
    insert into artifact (repository_id, digest, kind, media_type, size, sort_at)
    select id, 'sha256:0', 'image', 'm', 1, now() from repository returning id`.execute(
    database.db,
  );
  artifactId = rows[0]?.id ?? "";
});
afterAll(() => database.close());

const owner = "00000000-0000-4000-8000-000000000001";
const states: RunState[] = ["queued", "scanning", "failed", "stopped", "complete"];
const every = states.flatMap((state) =>
  (Object.keys(transitions) as TransitionName[]).map((name) => [name, state] as const),
);

async function scanIn(state: RunState): Promise<string> {
  const { db } = database;
  await db.deleteFrom("scan").execute();
  const { id } = await db
    .insertInto("scan")
    .values({
      artifact_id: artifactId,
      scanner_id: builtinScannerId,
      state,
      trigger: "manual",
      priority: 0,
      scanner_name: "s",
      scanner_version: "1",
      lease_owner: state === "scanning" ? owner : null,
      lease_until: state === "scanning" ? new Date() : null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

const stateOf = (id: string) =>
  database.db.selectFrom("scan").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test.each(every)(
  "%s of a scan that is %s does what the table says, or nothing",
  async (name, state) => {
    const id = await scanIn(state);
    const { from, to } = transitions[name];
    const allowed = (from as readonly RunState[]).includes(state);
    const set = name === "claim" ? { lease_owner: owner, lease_until: new Date() } : {};
    const moved = await move(database.db, name, [id], { set });
    expect(moved.map((scan) => scan.id)).toEqual(allowed ? [id] : []);
    const after = await stateOf(id);
    expect(after.state).toBe(allowed ? to : state);
    expect(after.lease_owner).toBe(after.state === "scanning" ? owner : null);
  },
);

test.each<TransitionName>(["complete", "fail", "release"])(
  "%s is not for a worker that lost the lease",
  async (name) => {
    const id = await scanIn("scanning");
    const other = "00000000-0000-4000-8000-000000000002";
    expect(await move(database.db, name, [id], { owner: other })).toEqual([]);
    expect((await stateOf(id)).state).toBe("scanning");
    expect(await move(database.db, name, [id], { owner })).toHaveLength(1);
  },
);

test("an artifact has one run at a time, whoever asks", async () => {
  await scanIn("queued");
  const second = sql`
    insert into scan (artifact_id, scanner_id, state, trigger, priority, scanner_name, scanner_version)
    values (${artifactId}, ${builtinScannerId}, 'queued', 'manual', 0, 's', '1')`.execute(
    database.db,
  );
  await expect(second).rejects.toThrow(/scan_active/);
});
