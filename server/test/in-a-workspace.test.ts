import { mayRole, type Permission, type Route, type RouteName, routes } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkspace, signInAs } from "./harness.ts";
import { calls, startWorld, type World } from "./route-calls.ts";

let world: World;
let inside: World;
let workspaceId: string;
beforeAll(async () => {
  world = await startWorld();
  workspaceId = (await makeWorkspace(world.service)).id;
  const role = { workspaceRole: "administrator", workspaceId } as const;
  const { client } = await signInAs(world.service, role);
  inside = { ...world, client };
});
afterAll(() => world.close());

const own: readonly (Permission | null)[] = [null, "account.own", "session.read"];
const changing = (Object.entries(routes) as [RouteName, Route][])
  .filter(([, { method, permission }]) => method !== "GET" && !own.includes(permission))
  .filter(([, { permission }]) => permission && mayRole("workspace-administrator", permission))
  .map(([name]) => name as keyof typeof calls);

describe("what a workspace's administrator may works on what the workspace sees", () => {
  test.each(changing)("%s", async (name) => {
    const prepare = calls[name];
    if ("excused" in prepare) return expect(prepare.excused).not.toBe("");
    const { input } = await prepare(inside);
    const { db } = world.service.database;
    if (name === "stopRun" || name === "resumeRun")
      await sql`update run set workspace_id = ${workspaceId}`.execute(db);
    await (inside.client[name as RouteName] as (input: unknown) => Promise<unknown>)(input);
  });

  test("and all that was made by it is its own", async () => {
    const { rows } = await sql<{ foreign: number; own: number }>`
      with made as (select workspace_id from policy union all select workspace_id from exception
        union all select workspace_id from schedule union all select workspace_id from channel
        union all select workspace_id from run union all select workspace_id from registry where not hidden)
      select count(*) filter (where workspace_id is distinct from ${workspaceId})::integer as foreign,
        count(*) filter (where workspace_id = ${workspaceId})::integer as own from made`.execute(
      world.service.database.db,
    );
    expect(rows[0]?.foreign).toBe(0);
    expect(rows[0]?.own).toBeGreaterThan(10);
  });
});
