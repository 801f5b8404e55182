import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  refusal,
  signInAs,
  startTestService,
  type TestService,
} from "../../test/harness.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const nobody = "00000000-0000-4000-8000-00000000dead";

async function addRegistry(workspaceId: string) {
  return service.database.db
    .insertInto("registry")
    .values({
      ...{ name: `of ${workspaceId}`, kind: "distribution", address: "https://registry.example" },
      workspace_id: workspaceId,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
}

describe("a workspace", () => {
  test("is made, renamed, and told with how much is in it", async () => {
    const made = await service.client.createWorkspace({ body: { name: " Shop " } });
    expect(made).toMatchObject({ name: "Shop", description: "", members: 0, registries: 0 });
    await signInAs(service, { workspaceRole: "viewer", workspaceId: made.id });
    const registry = await addRegistry(made.id);
    const params = { id: made.id };
    const updated = await service.client.updateWorkspace({
      params,
      body: { description: "What is sold" },
    });
    expect(updated).toMatchObject({ name: "Shop", description: "What is sold", members: 1 });
    expect(updated.registries).toBe(1);
    await service.database.db.deleteFrom("registry").where("id", "=", registry.id).execute();
  });

  test("has a name that no other has, in whatever letters; its own it may keep", async () => {
    const first = await service.client.createWorkspace({ body: { name: "Taken" } });
    const second = await service.client.createWorkspace({ body: { name: "free" } });
    for (const call of [
      () => service.client.createWorkspace({ body: { name: "TAKEN" } }),
      () => service.client.updateWorkspace({ params: { id: second.id }, body: { name: "taken" } }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "conflict" });
    const body = { name: "TAKEN" };
    expect(await service.client.updateWorkspace({ params: { id: first.id }, body })).toMatchObject({
      name: "TAKEN",
    });
    const results = await Promise.allSettled(
      [1, 2].map(() => service.client.createWorkspace({ body: { name: "at once" } })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("that has registries stays; without them it goes, and what is its own with it", async () => {
    const { id } = await makeWorkspace(service, "to be removed");
    const member = await signInAs(service, { workspaceRole: "administrator", workspaceId: id });
    const document = "rules:\n  - severity: critical\n";
    const { db } = service.database;
    await db
      .insertInto("policy")
      .values({ name: "its own", document, updated_by: "a test", workspace_id: id })
      .execute();
    await db
      .insertInto("run")
      .values({
        name: "its own",
        trigger: "manual",
        by: "a test",
        state: "running",
        filled: true,
        workspace_id: id,
      })
      .execute();
    const registry = await addRegistry(id);
    const remove = () => service.client.deleteWorkspace({ params: { id } });
    expect(await refusal(remove())).toMatchObject({ code: "conflict" });
    await service.database.db.deleteFrom("registry").where("id", "=", registry.id).execute();
    await remove();
    for (const table of ["policy", "run", "membership"] as const) {
      const kept = await db
        .selectFrom(table)
        .select("workspace_id")
        .where("workspace_id", "=", id)
        .execute();
      expect(kept, table).toEqual([]);
    }
    expect(await refusal(remove())).toMatchObject({ code: "not-found" });
    expect(await refusal(member.client.getSession())).toMatchObject({ code: "not-found" });
  });

  test("that is none is not found", async () => {
    const params = { id: nobody };
    for (const call of [
      () => service.client.updateWorkspace({ params, body: { name: "x" } }),
      () => service.client.deleteWorkspace({ params }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "not-found" });
  });
});

describe("the members", () => {
  test("are those of the acting workspace, by name and in pages, without who is disabled", async () => {
    const [mine, foreign] = [await makeWorkspace(service), await makeWorkspace(service)];
    const names = ["member-a", "member-b", "member-c"];
    const made = [];
    for (const username of [...names, "member-d"])
      made.push(
        await signInAs(service, { username, workspaceRole: "administrator", workspaceId: mine.id }),
      );
    await signInAs(service, { workspaceRole: "viewer", workspaceId: foreign.id });
    const gone = made.at(-1)?.accountId ?? "";
    await service.client.updatePerson({ params: { id: gone }, body: { disabled: true } });
    const client = made[0]?.client ?? service.client;
    const first = await client.listMembers({ query: { limit: 2 } });
    const rest = await client.listMembers({ query: { limit: 2, cursor: first.next ?? "" } });
    expect([...first.items, ...rest.items].map(({ username }) => username)).toEqual(names);
    expect(rest.next).toBeNull();
    expect(first.items[0]).toMatchObject({ role: "administrator" });
    expect((await service.client.listMembers()).items).toEqual([]);
  });
});

describe("the workspaces", () => {
  test("are listed by name, in pages", async () => {
    for (const name of ["zz-2", "ZZ-1", "zz-3"])
      await service.client.createWorkspace({ body: { name } });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.client.listWorkspaces({ query: { limit: 2, cursor } });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(names.filter((name) => /^zz-/i.test(name))).toEqual(["ZZ-1", "zz-2", "zz-3"]);
    expect(names).toEqual(names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  });
});
