import { type RouteName, routes } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { followChain } from "../src/audit/check.ts";
import { calls, startWorld, type World } from "./route-calls.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type Row = { readonly action: string; readonly actor_kind: string; readonly outcome: string };

async function newest(): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from audit_head`.execute(
    world.service.database.db,
  );
  return rows[0]?.id ?? 0;
}

async function rowsAfter(id: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select action, actor_kind, outcome from audit where id > ${id} and actor_kind <> 'system'
    order by id`.execute(world.service.database.db);
  return rows;
}

const changing = Object.entries(routes)
  .filter(([, { method }]) => method !== "GET")
  .map(([name]) => name as keyof typeof calls);

describe("what changes something is in the audit", () => {
  test.each(changing)("%s", async (name) => {
    const prepare = calls[name];
    if ("excused" in prepare) return expect(prepare.excused).not.toBe("");
    const { input, as = world.client, audited = "person" } = await prepare(world);
    const before = await newest();
    await (as[name as RouteName] as (input: unknown) => Promise<unknown>)(input);
    expect(await rowsAfter(before)).toMatchObject([{ actor_kind: audited, outcome: "done" }]);
  });

  test("and no row of all that was broken by it", async () => {
    expect(await followChain(world.service.database.db)).toMatchObject({ intact: true });
  });
});
