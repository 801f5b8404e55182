import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  password,
  refusal,
  signInAs,
  startTestService,
  type TestService,
  until,
} from "../../../test/harness.ts";
import { enter, join, refusedWith, tokenOf } from "../../../test/people.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
beforeEach(async () => {
  await service.database.db.deleteFrom("sign_in_attempt").execute();
});

const nobody = "00000000-0000-4000-8000-00000000dead";
const other = "another password for tests";

async function find(username: string) {
  const { items } = await service.client.listPeople({ query: { q: username } });
  return items.find((person) => person.username === username);
}

async function told(action: string) {
  const { rows } = await sql<{ text: string }>`
    select string_agg(audit::text, ' ' order by id) as text from audit where action = ${action}`.execute(
    service.database.db,
  );
  return rows[0]?.text ?? "";
}

describe("an invitation", () => {
  test("is told once, lets its person choose a password, and is used with that", async () => {
    const invited = await service.client.invitePerson({ body: { username: " Ada@Example.com " } });
    expect(invited.person).toMatchObject({ username: "ada@example.com", state: "invited" });
    expect(invited.path).toMatch(/^\/invitation#[\w-]{43}$/);
    expect(Date.parse(invited.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const token = tokenOf(invited.path);
    expect(await service.client.checkInvitation({ body: { token } })).toEqual({
      username: "ada@example.com",
      expiresAt: invited.expiresAt,
    });
    await service.client.acceptInvitation({ body: { token, password } });
    expect(await refusedWith(service, { username: "ADA@example.com", password })).toBeNull();
    expect((await find("ada@example.com"))?.state).toBe("active");
    for (const call of [
      () => service.client.checkInvitation({ body: { token } }),
      () => service.client.acceptInvitation({ body: { token, password: other } }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "not-found" });
    expect(await told("person.create")).not.toContain(token);
  });

  const ends: [string, (id: string) => Promise<unknown>][] = [
    [
      "its time",
      (id) =>
        sql`update invitation set expires_at = now() where account_id = ${id}`.execute(
          service.database.db,
        ),
    ],
    ["another one", (id) => service.client.inviteAgain({ params: { id } })],
    [
      "its person's being kept out",
      (id) => service.client.updatePerson({ params: { id }, body: { disabled: true } }),
    ],
    ["its person", (id) => service.client.deletePerson({ params: { id } })],
  ];
  test.each(ends)("ends with %s", async (what, end) => {
    const username = `ends-with-${what.replaceAll(/\W/g, "-")}`;
    const { person, path } = await service.client.invitePerson({ body: { username } });
    await end(person.id);
    const body = { token: tokenOf(path), password };
    expect(await refusal(service.client.acceptInvitation({ body }))).toMatchObject({
      code: "not-found",
    });
    expect(await refusedWith(service, { username, password })).toBe("wrong-credentials");
  });

  test("that comes twice at the same moment is used once", async () => {
    const { path } = await service.client.invitePerson({ body: { username: "twice" } });
    const token = tokenOf(path);
    const results = await Promise.allSettled(
      [password, other].map((chosen) =>
        service.client.acceptInvitation({ body: { token, password: chosen } }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("to choose another password leaves the old one until then, and ends every session", async () => {
    const { person, username, client } = await join(service);
    const { path } = await service.client.inviteAgain({ params: { id: person.id } });
    expect((await client.getSession()).username).toBe(username);
    await service.client.acceptInvitation({ body: { token: tokenOf(path), password: other } });
    expect(await refusal(client.getSession())).toMatchObject({ code: "not-signed-in" });
    expect(await refusedWith(service, { username, password })).toBe("wrong-credentials");
    expect(await refusedWith(service, { username, password: other })).toBeNull();
  });

  test.each([
    ["shorter than twelve", "elevenchars", 400],
    ["the user name", "long-user-name", 400],
    ["the user name in other letters", " LONG-user-NAME ", 400],
  ])("takes no password that is %s", async (_, chosen, status) => {
    const known = await find("long-user-name");
    const { path } = known
      ? await service.client.inviteAgain({ params: { id: known.id } })
      : await service.client.invitePerson({ body: { username: "long-user-name" } });
    const call = service.client.acceptInvitation({
      body: { token: tokenOf(path), password: chosen },
    });
    expect((await refusal(call)).status).toBe(status);
  });

  test("is not for whom an issuer signs in", async () => {
    const { id } = await byIssuer("sso-only");
    expect(await refusal(service.client.inviteAgain({ params: { id } }))).toMatchObject({
      code: "conflict",
    });
  });
});

describe("somebody", () => {
  test("has a name of their own, whoever else is invited", async () => {
    await service.client.invitePerson({ body: { username: "taken" } });
    const call = service.client.invitePerson({ body: { username: "TAKEN" } });
    expect(await refusal(call)).toMatchObject({ code: "conflict" });
  });

  test("is what their memberships say, from the next request on", async () => {
    const [shop, till] = [await makeWorkspace(service), await makeWorkspace(service)];
    const { person, client } = await join(service, {
      memberships: [{ workspaceId: shop.id, role: "editor" }],
    });
    expect(await client.getSession()).toMatchObject({ role: "editor", workspace: shop });
    const updated = await service.client.updatePerson({
      params: { id: person.id },
      body: { memberships: [{ workspaceId: till.id, role: "administrator" }] },
    });
    expect(updated.memberships).toEqual([
      { workspace: till, role: "administrator", byGroups: false },
    ]);
    expect(await client.getSession()).toMatchObject({
      role: "workspace-administrator",
      workspace: till,
      workspaces: [{ ...till, role: "administrator" }],
    });
    await service.client.updatePerson({ params: { id: person.id }, body: { memberships: [] } });
    expect(await client.getSession()).toMatchObject({
      role: "viewer",
      workspace: null,
      workspaces: [],
    });
  });

  test("keeps what an issuer's groups gave, whatever an administrator writes", async () => {
    const workspace = await makeWorkspace(service);
    const { id, issuerId } = await byIssuer("by-groups");
    await service.database.db
      .insertInto("membership")
      .values({
        account_id: id,
        workspace_id: workspace.id,
        role: "viewer",
        issuer_id: issuerId,
      })
      .execute();
    for (const memberships of [[], [{ workspaceId: workspace.id, role: "editor" } as const]]) {
      const updated = await service.client.updatePerson({ params: { id }, body: { memberships } });
      expect(updated.memberships).toEqual([{ workspace, role: "viewer", byGroups: true }]);
    }
  });

  test("of a workspace that is none is refused, and nothing of it is kept", async () => {
    const body = {
      username: "nowhere",
      memberships: [{ workspaceId: nobody, role: "viewer" } as const],
    };
    expect(await refusal(service.client.invitePerson({ body }))).toMatchObject({
      code: "not-found",
    });
    expect(await find("nowhere")).toBeUndefined();
  });

  test("who is disabled is out at once, with every token, and comes in again when enabled", async () => {
    const { person, username, client, cookie } = await join(service);
    const { token } = await client.createToken({
      body: { name: "ci", scope: "read", expiresInDays: 1 },
    });
    const bearer = { authorization: `Bearer ${token}` };
    const ask = (headers: Record<string, string>) =>
      fetch(`${service.url}/api/v1/session`, { headers }).then((answer) => answer.status);
    expect(await ask(bearer)).toBe(200);
    const params = { id: person.id };
    const disabled = await service.client.updatePerson({ params, body: { disabled: true } });
    expect(disabled.state).toBe("disabled");
    expect([await ask({ cookie }), await ask(bearer)]).toEqual([401, 401]);
    expect(await refusedWith(service, { username, password })).toBe("wrong-credentials");
    await service.client.updatePerson({ params, body: { disabled: false } });
    expect([await ask({ cookie }), await ask(bearer)]).toEqual([401, 200]);
    expect(await refusedWith(service, { username, password })).toBeNull();
  });

  test("who is removed leaves nothing that opens anything", async () => {
    const { person, username, client } = await join(service);
    await service.client.deletePerson({ params: { id: person.id } });
    expect(await refusal(client.getSession())).toMatchObject({ code: "not-signed-in" });
    expect(await refusedWith(service, { username, password })).toBe("wrong-credentials");
    expect(await told("person.delete")).toContain(username);
  });

  test("who failed too often is shown as locked until an administrator lets them try again", async () => {
    const { person, username } = await join(service);
    // A name that ends as the other does, and one that an address could be taken for.
    const others = [await join(service, { username: `${username}@x` }), await join(service)];
    for (let failure = 1; failure <= 8; failure += 1)
      await refusedWith(service, { username, password: "not the password" });
    expect((await find(username))?.state).toBe("locked");
    for (const one of others) expect((await find(one.username))?.state).toBe("active");
    const unlocked = await service.client.unlockPerson({ params: { id: person.id } });
    expect(unlocked.state).toBe("active");
    expect(await refusedWith(service, { username, password })).toBeNull();
  });

  test("is signed out everywhere", async () => {
    const { person, username, client } = await join(service);
    const again = await enter(service, { username, password });
    await service.client.endPersonSessions({ params: { id: person.id } });
    for (const one of [client, again.client])
      expect(await refusal(one.getSession())).toMatchObject({ code: "not-signed-in" });
  });

  test("who is none is not found", async () => {
    const params = { id: nobody };
    const calls = await Promise.all(
      [
        service.client.updatePerson({ params, body: {} }),
        service.client.deletePerson({ params }),
        service.client.inviteAgain({ params }),
        service.client.unlockPerson({ params }),
        service.client.endPersonSessions({ params }),
        service.client.removePersonSecondFactor({ params }),
      ].map(refusal),
    );
    expect(new Set(calls.map(({ code }) => code))).toEqual(new Set(["not-found"]));
  });
});

test("a stream of events ends for whom it is not any more", async () => {
  const workspace = await makeWorkspace(service);
  const change =
    (body: Parameters<typeof service.client.updatePerson>[0]["body"]) => (id: string) =>
      service.client.updatePerson({ params: { id }, body });
  const lost: Record<string, (id: string) => Promise<unknown>> = {
    "is disabled": change({ disabled: true }),
    "left the workspace": change({ memberships: [] }),
    "is something else in it": change({
      memberships: [{ workspaceId: workspace.id, role: "editor" }],
    }),
    "is signed out": (id) => service.client.endPersonSessions({ params: { id } }),
  };
  const listen = async () => {
    const who = await signInAs(service, { workspaceRole: "viewer", workspaceId: workspace.id });
    const abort = new AbortController();
    const stream = await fetch(`${service.url}/api/v1/events`, {
      headers: who.headers,
      signal: abort.signal,
    });
    const state = { ended: false, beats: 0 };
    const read = async () => {
      for await (const _ of stream.body ?? []) state.beats += 1;
      state.ended = true;
    };
    return { ...who, state, reading: read().catch(() => undefined), abort };
  };
  const unchanged = await listen();
  const others = await Promise.all(
    Object.entries(lost).map(async ([what, lose]) => {
      const listener = await listen();
      await lose(listener.accountId);
      return { what, state: listener.state };
    }),
  );
  await until(() =>
    expect(others.filter(({ state }) => !state.ended).map(({ what }) => what)).toEqual([]),
  );
  expect(unchanged.state.ended).toBe(false);
  unchanged.abort.abort();
  await unchanged.reading;
});

describe("people", () => {
  test("are listed by name, in pages, and found by name and address", async () => {
    const workspace = await makeWorkspace(service);
    const made = ["zoe-1", "zoe-2", "zoe-3"];
    for (const username of made)
      await service.client.invitePerson({
        body: {
          username,
          email: `${username}@mail.example`,
          memberships: username === "zoe-3" ? [] : [{ workspaceId: workspace.id, role: "viewer" }],
        },
      });
    const names = async (query: NonNullable<Parameters<typeof service.client.listPeople>[0]>) => {
      const { items, next } = await service.client.listPeople(query);
      return [items.map((person) => person.username), next] as const;
    };
    const [first, next] = await names({ query: { q: "ZOE-", limit: 2 } });
    const [rest, end] = await names({ query: { q: "ZOE-", limit: 2, cursor: next ?? "" } });
    expect([...first, ...rest, end]).toEqual([...made, null]);
    expect((await names({ query: { q: "zoe-2@MAIL" } }))[0]).toEqual(["zoe-2"]);
    expect((await names({ query: { q: "%" } }))[0]).toEqual([]);
    expect((await names({ query: { workspace: workspace.id } }))[0]).toEqual(["zoe-1", "zoe-2"]);
  });
});

/** Somebody whom an issuer signs in, and who has no password. */
async function byIssuer(username: string) {
  const { db } = service.database;
  const { id: issuerId } = await db
    .insertInto("issuer")
    .values({
      ...{ name: username, issuer: "https://sso.example", client_id: "plimsoll", scopes: "openid" },
      ...{ username_claim: "sub", groups_claim: "groups", groups: "[]" },
      ...{ admit_all: true, enabled: true },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { accountId: id } = await signInAs(service, { username });
  await db
    .insertInto("account_identity")
    .values({ issuer_id: issuerId, subject: "1", account_id: id })
    .execute();
  return { id, issuerId };
}
