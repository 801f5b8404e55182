import {
  type Client,
  createClient,
  permissions,
  type Route,
  routes,
  type TokenScope,
  type WorkspaceRole,
  workspaceHeader,
} from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  refusal,
  signIn,
  signInAs,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { isToken, makeToken } from "./token-text.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const make = async (scope: TokenScope = "read") =>
  service.client.createToken({ body: { name: `for ${scope}`, scope, expiresInDays: 30 } });
const by = (token: string) =>
  createClient({ origin: service.url, headers: { authorization: `Bearer ${token}` } });

describe("a token", () => {
  test("opens what its scope is for, in its owner's name", async () => {
    const { token } = await make();
    expect(await by(token).getSession()).toMatchObject({ username: "admin" });
    expect((await by(token).listImages()).items).toEqual([]);
  });

  test.each<[TokenScope, string[]]>([
    ["read", ["scan", "administer"]],
    ["scan", ["administer"]],
    ["administer", []],
  ])("for %s is refused what needs %j", async (scope, refused) => {
    const { token } = await make(scope);
    const missing = ["00000000-0000-4000-8000-00000000dead"];
    const calls = {
      scan: () => by(token).stopScans({ body: { artifactIds: missing } }),
      administer: () => by(token).updateDatabase({}),
    };
    for (const [needed, ask] of Object.entries(calls)) {
      const call = ask();
      const problem = await call.then(
        () => null,
        () => refusal(call),
      );
      expect(problem?.code === "forbidden", needed).toBe(refused.includes(needed));
    }
  });

  test("can neither make, nor remove, nor sign out", async () => {
    const { token, id } = await make("administer");
    const client = by(token);
    const body = { name: "more", scope: "read", expiresInDays: 1 } as const;
    for (const call of [
      () => client.createToken({ body }),
      () => client.deleteToken({ params: { id } }),
      () => client.signOut(),
    ])
      expect(await refusal(call())).toMatchObject({ code: "forbidden" });
  });

  test("is told once; nothing that is kept opens anything", async () => {
    const { token } = await make();
    const { items } = await service.client.listTokens();
    expect(JSON.stringify(items)).not.toContain(token);
    const { rows } = await sql<{ row: string }>`select token::text as row from token`.execute(
      service.database.db,
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(items[0]?.hint).toBe(`${token.slice(0, 13)}…`);
  });

  test("ends when it is removed, and with its time", async () => {
    const [removed, ended] = [await make(), await make()];
    await service.client.deleteToken({ params: { id: removed.id } });
    await sql`update token set expires_at = now() where id = ${ended.id}`.execute(
      service.database.db,
    );
    for (const { token } of [removed, ended])
      expect(await refusal(by(token).getSession())).toMatchObject({ code: "not-signed-in" });
  });

  test("says when it was used", async () => {
    const { token, id } = await make();
    await by(token).getSession();
    const { items } = await service.client.listTokens();
    expect(items.find((one) => one.id === id)?.lastUsedAt).not.toBeNull();
  });

  test.each(["", "nothing", "plimsoll_short", makeToken()])(
    "that was never made opens nothing, also beside a session: %j",
    async (token) => {
      const answer = await fetch(`${service.url}/api/v1/session`, {
        headers: { authorization: `Bearer ${token || "-"}`, cookie: await signIn(service.url) },
      });
      expect(answer.status).toBe(401);
    },
  );
});

describe("a personal token", () => {
  const ask = (token: string, headers: Record<string, string> = {}) =>
    createClient({
      origin: service.url,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
  const makeOwn = async (client: Client, scope: TokenScope = "administer") =>
    (await client.createToken({ body: { name: "own", scope, expiresInDays: 1 } })).token;

  test("acts in the workspace in which it was made, as its owner is in it now", async () => {
    const [shop, till] = [await makeWorkspace(service), await makeWorkspace(service)];
    const owner = await signInAs(service, { workspaceRole: "editor", workspaceId: till.id });
    const membership = { account_id: owner.accountId, workspace_id: shop.id };
    const { db } = service.database;
    await db
      .insertInto("membership")
      .values({ ...membership, role: "administrator" })
      .execute();
    const token = await makeOwn(owner.client);
    expect(await ask(token).getSession()).toMatchObject({ role: "editor", workspace: till });
    await db.updateTable("membership").set({ role: "viewer" }).execute();
    expect(await ask(token).getSession()).toMatchObject({ role: "viewer", workspace: till });
    expect(await refusal(ask(token, { [workspaceHeader]: shop.id }).getSession())).toMatchObject({
      code: "not-found",
    });
    expect(await ask(token, { [workspaceHeader]: till.id }).getSession()).toBeDefined();
    await db.deleteFrom("membership").where("workspace_id", "=", till.id).execute();
    expect(await refusal(ask(token).getSession())).toMatchObject({ code: "not-signed-in" });
  });

  test("of an administrator acts for the platform, and after they are none in no workspace at all", async () => {
    const workspace = await makeWorkspace(service);
    const { client, accountId } = await signInAs(service, { administrator: true });
    const token = await makeOwn(client);
    expect(await ask(token).getSession()).toMatchObject({ role: "administrator", workspace: null });
    const { db } = service.database;
    await db.updateTable("account").set({ role: "member" }).where("id", "=", accountId).execute();
    await db
      .insertInto("membership")
      .values({ account_id: accountId, workspace_id: workspace.id, role: "administrator" })
      .execute();
    expect(await ask(token).getSession()).toMatchObject({ role: "viewer", workspace: null });
  });

  test("made in a workspace by an administrator of the platform acts there", async () => {
    const workspace = await makeWorkspace(service);
    const { client } = await signInAs(service, { administrator: true, workspaceId: workspace.id });
    expect(await ask(await makeOwn(client)).getSession()).toMatchObject({ workspace });
  });

  test("is seen and ended by its owner alone", async () => {
    const workspace = await makeWorkspace(service);
    const who = { workspaceRole: "administrator", workspaceId: workspace.id } as const;
    const [owner, other] = [await signInAs(service, who), await signInAs(service, who)];
    const { id } = await owner.client.createToken({
      body: { name: "own", scope: "read", expiresInDays: 1 },
    });
    const params = { id };
    for (const client of [other.client, service.client]) {
      expect((await client.listTokens()).items.map((token) => token.id)).not.toContain(id);
      expect(await refusal(client.deleteToken({ params }))).toMatchObject({ code: "not-found" });
    }
    await owner.client.deleteToken({ params });
    expect((await owner.client.listTokens()).items).toEqual([]);
  });

  test("is one of a hundred at most", async () => {
    const { client, accountId } = await signInAs(service);
    await sql`
      insert into token (account_id, name, scope, hash, hint, expires_at)
      select ${accountId}, 'one of many', 'read', sha256(('many' || nr)::bytea), '', now() + interval '1 day'
      from generate_series(1, 100) as nr`.execute(service.database.db);
    expect(await refusal(makeOwn(client))).toMatchObject({ code: "conflict" });
  });
});

describe("a machine's token", () => {
  const body = (scope: TokenScope) => ({
    ...{ name: "pipeline", kind: "machine" as const },
    ...{ scope, expiresInDays: 1 },
  });

  test.each<[WorkspaceRole, boolean]>([
    ["viewer", false],
    ["editor", false],
    ["administrator", true],
  ])("is made by a workspace's %s: %s", async (workspaceRole, may) => {
    const { id: workspaceId } = await makeWorkspace(service);
    const { client } = await signInAs(service, { workspaceRole, workspaceId });
    const call = client.createToken({ body: body("read") });
    if (may) expect(await call).toMatchObject({ kind: "machine", workspace: { id: workspaceId } });
    else expect(await refusal(call)).toMatchObject({ code: "forbidden" });
  });

  test.each<[TokenScope, string, string]>([
    ["read", "viewer", "viewer"],
    ["scan", "editor", "editor"],
    ["administer", "workspace-administrator", "administrator"],
  ])("for %s is a %s in its workspace, and for the platform a %s", async (scope, within, all) => {
    const workspace = await makeWorkspace(service);
    const maker = await signInAs(service, {
      ...{ workspaceRole: "administrator", workspaceId: workspace.id },
    });
    const made = await maker.client.createToken({ body: body(scope) });
    expect(await by(made.token).getSession()).toMatchObject({
      ...{
        username: "pipeline",
        role: within,
        workspace,
        workspaces: [{ ...workspace, role: null }],
      },
    });
    const ofPlatform = await service.client.createToken({ body: body(scope) });
    expect(await by(ofPlatform.token).getSession()).toMatchObject({
      ...{ username: "pipeline", role: all, workspace: null },
    });
  });

  test("outlives who made it, and is ended by whoever administers its workspace", async () => {
    const workspace = await makeWorkspace(service);
    const who = { workspaceRole: "administrator", workspaceId: workspace.id } as const;
    const [maker, successor] = [await signInAs(service, who), await signInAs(service, who)];
    const { token, id } = await maker.client.createToken({ body: body("scan") });
    await service.client.deletePerson({ params: { id: maker.accountId } });
    expect((await by(token).getSession()).role).toBe("editor");
    const { items } = await successor.client.listTokens();
    expect(items).toMatchObject([{ id, kind: "machine", createdBy: maker.username, workspace }]);
    await successor.client.deleteToken({ params: { id } });
    expect(await refusal(by(token).getSession())).toMatchObject({ code: "not-signed-in" });
  });

  test("is neither seen nor ended from another workspace, nor by who may not make one", async () => {
    const [mine, foreign] = [await makeWorkspace(service), await makeWorkspace(service)];
    const inMine = await signInAs(service, {
      ...{ workspaceRole: "administrator", workspaceId: mine.id },
    });
    const { id } = await inMine.client.createToken({ body: body("read") });
    const others = [
      await signInAs(service, { workspaceRole: "administrator", workspaceId: foreign.id }),
      await signInAs(service, { workspaceRole: "editor", workspaceId: mine.id }),
      await signInAs(service, { administrator: true }),
    ];
    for (const { client } of others) {
      expect((await client.listTokens()).items.map((token) => token.id)).not.toContain(id);
      expect(await refusal(client.deleteToken({ params: { id } }))).toMatchObject({
        code: "not-found",
      });
    }
    const acting = await signInAs(service, { administrator: true, workspaceId: mine.id });
    expect((await acting.client.listTokens()).items.map((token) => token.id)).toEqual([id]);
  });

  test("ends with its workspace", async () => {
    const workspace = await makeWorkspace(service);
    const { client } = await signInAs(service, { administrator: true, workspaceId: workspace.id });
    const { token } = await client.createToken({ body: body("read") });
    await service.client.deleteWorkspace({ params: { id: workspace.id } });
    expect(await refusal(by(token).getSession())).toMatchObject({ code: "not-signed-in" });
  });

  test("has no account of its own", async () => {
    const { token } = await service.client.createToken({ body: body("administer") });
    for (const call of [
      () => by(token).listOwnSessions(),
      () => by(token).listTokens(),
      () => by(token).listPeople(),
      () => by(token).createToken({ body: body("read") }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "forbidden" });
  });
});

describe("the form of a token", () => {
  test("has a checksum, so that a mistyped one is known without looking", () => {
    const token = makeToken();
    expect(token).toMatch(/^plimsoll_[0-9A-Za-z]{36}$/);
    expect(isToken(token)).toBe(true);
    const last = token.at(-1) === "a" ? "b" : "a";
    expect(isToken(`${token.slice(0, -1)}${last}`)).toBe(false);
  });
});

test("only what changes nothing is open to a token that may look", () => {
  const open = (Object.entries(routes) as [string, Route][]).filter(
    ([, { permission }]) => permission !== null && permissions[permission].scope === "read",
  );
  expect(open.filter(([, { method }]) => method !== "GET").map(([name]) => name)).toEqual([
    "previewPolicy",
  ]);
});
