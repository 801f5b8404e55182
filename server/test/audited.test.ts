import { type RouteName, routes } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { followChain } from "../src/audit/check.ts";
import { addRegistry, newestOf, scan } from "./harness.ts";
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

  test("an export, in whatever form", async () => {
    const { client, service, registry } = world;
    await addRegistry(client, registry.address);
    const { id } = await newestOf(client, "team/app");
    await scan(client, id);
    const before = await newest();
    const paths = [`/artifacts/${id}/export?format=csv`, "/exceptions/openvex"];
    for (const path of paths) {
      const answer = await fetch(`${service.url}/api/v1${path}`, {
        headers: { cookie: service.cookie },
      });
      expect(answer.status).toBe(200);
    }
    expect((await rowsAfter(before)).map(({ action }) => action)).toEqual([
      "report.export",
      "exception.export",
    ]);
  });

  test("and no row of all that was broken by it", async () => {
    expect(await followChain(world.service.database.db)).toMatchObject({ intact: true });
  });
});
