import { createClient } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  password,
  refusal,
  signIn,
  signInAs,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { enter, join, refusedWith } from "../../test/people.ts";
import { ensureAdministrator, resetAdministrator } from "./administrator.ts";
import { holdAdministrators } from "./administrators.ts";

let started: TestService;
let service: Pick<TestService, "url" | "client" | "database">;
beforeAll(async () => {
  started = await startTestService();
});
afterAll(() => started.close());
/** As after a first start. */
beforeEach(async () => {
  const { url, database } = started;
  for (const table of ["account", "sign_in_attempt"] as const)
    await database.db.deleteFrom(table).execute();
  await ensureAdministrator(database.db, password);
  const cookie = await signIn(url);
  service = { url, database, client: createClient({ origin: url, headers: { cookie } }) };
});

const admin = { username: "admin", password };

async function idOf(username: string): Promise<string> {
  const { items } = await service.client.listPeople({ query: { q: username } });
  return items.find((person) => person.username === username)?.id ?? "";
}

/** Another administrator, for whom `admin` is not needed any more. */
async function retire(how: "disabled" | "removed" | "demoted") {
  const successor = await join(service, { username: "successor", administrator: true });
  const params = { id: await idOf("admin") };
  if (how === "removed") await successor.client.deletePerson({ params });
  if (how === "disabled") await successor.client.updatePerson({ params, body: { disabled: true } });
  if (how === "demoted")
    await successor.client.updatePerson({ params, body: { administrator: false } });
  return successor;
}

describe("the first administrator", () => {
  test("has a password that is kept as an argon2id hash", async () => {
    const { password_hash } = await service.database.db
      .selectFrom("account")
      .select("password_hash")
      .executeTakeFirstOrThrow();
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("is made once; a start without a password in the settings changes nothing", async () => {
    expect(await ensureAdministrator(service.database.db, null)).toBeNull();
    expect(await refusedWith(service, admin)).toBeNull();
  });

  test("is made once by several that start at the same moment", async () => {
    const { db } = service.database;
    await db.deleteFrom("account").execute();
    const made = await Promise.all([1, 2, 3].map(() => ensureAdministrator(db, null)));
    const passwords = made.filter((one) => one !== null);
    expect(passwords).toHaveLength(1);
    expect(await refusedWith(service, { ...admin, password: passwords[0] ?? "" })).toBeNull();
  });

  test.each(["disabled", "removed", "demoted"] as const)(
    "that was %s stays so at the next starts, also with a password in the settings",
    async (how) => {
      await retire(how);
      const { db } = service.database;
      const chosen = "a password of the settings";
      for (const given of [null, chosen]) expect(await ensureAdministrator(db, given)).toBeNull();
      expect(await refusedWith(service, { ...admin, password: chosen })).toBe("wrong-credentials");
      const left = await refusedWith(service, admin);
      expect(left).toBe(how === "demoted" ? null : "wrong-credentials");
    },
  );

  test("comes back at a start where nobody else is left who could sign in", async () => {
    const { username } = await retire("disabled");
    const { db } = service.database;
    // As an issuer does that is removed: whom it signed in has no password.
    await db
      .updateTable("account")
      .set({ password_hash: null })
      .where("username", "=", username)
      .execute();
    const fresh = await ensureAdministrator(db, null);
    expect(await refusedWith(service, { ...admin, password: fresh ?? "" })).toBeNull();
  });
});

describe("a reset", () => {
  test("gives a new password, ends every session, every wait and the second factor", async () => {
    const cookie = await signIn(service.url);
    const { db } = service.database;
    await db
      .updateTable("account")
      .set({ totp_sealed: Buffer.from("lost"), totp_since: new Date() })
      .execute();
    for (let failure = 1; failure <= 6; failure += 1)
      await refusedWith(service, { ...admin, password: "not the password" });
    const fresh = await resetAdministrator(db);
    const answer = await fetch(`${service.url}/api/v1/session`, { headers: { cookie } });
    expect(answer.status).toBe(401);
    expect(await refusedWith(service, admin)).toBe("wrong-credentials");
    expect(await refusedWith(service, { ...admin, password: fresh })).toBeNull();
    await ensureAdministrator(db, password);
    expect(await refusedWith(service, admin)).toBeNull();
  });

  test.each(["disabled", "removed", "demoted"] as const)(
    "gets people in again by one that was %s",
    async (how) => {
      await retire(how);
      const fresh = await resetAdministrator(service.database.db);
      const { client } = await enter(service, { ...admin, password: fresh });
      expect((await client.getSession()).role).toBe("administrator");
    },
  );

  test("lets nobody administer who had got the name meanwhile", async () => {
    const successor = await retire("removed");
    const { path } = await successor.client.invitePerson({ body: { username: "admin" } });
    const token = path.split("#")[1] ?? "";
    await successor.client.acceptInvitation({ body: { token, password } });
    const { client, cookie } = await enter(service, admin);
    const made = await client.createToken({
      body: { name: "ci", scope: "administer", expiresInDays: 1 },
    });
    await resetAdministrator(service.database.db);
    for (const headers of [{ cookie }, { authorization: `Bearer ${made.token}` }]) {
      const answer = await fetch(`${service.url}/api/v1/session`, { headers });
      expect(answer.status).toBe(401);
    }
    expect(await refusedWith(service, admin)).toBe("wrong-credentials");
  });
});

describe("the last administrator who can sign in", () => {
  const ways: [string, (id: string) => Promise<unknown>][] = [
    [
      "demoted",
      (id) => service.client.updatePerson({ params: { id }, body: { administrator: false } }),
    ],
    ["disabled", (id) => service.client.updatePerson({ params: { id }, body: { disabled: true } })],
    ["removed", (id) => service.client.deletePerson({ params: { id } })],
  ];
  test.each(ways)("is not %s, and nothing of it is kept", async (_, take) => {
    // None of these can: one has no password yet, one is disabled, one was signed in by an issuer that is not asked any more.
    await service.client.invitePerson({ body: { username: "invited", administrator: true } });
    const { person } = await join(service, { username: "disabled", administrator: true });
    await service.client.updatePerson({ params: { id: person.id }, body: { disabled: true } });
    await signInAs(service, { username: "by-issuer", administrator: true });
    const id = await idOf("admin");
    expect(await refusal(take(id))).toMatchObject({ code: "conflict" });
    expect(await refusedWith(service, admin)).toBeNull();
    expect((await service.client.getSession()).role).toBe("administrator");
  });

  test("may change what else there is of them", async () => {
    const workspace = await makeWorkspace(service);
    const params = { id: await idOf("admin") };
    const body = {
      email: "admin@mail.example",
      administrator: true,
      disabled: false,
      memberships: [{ workspaceId: workspace.id, role: "viewer" as const }],
    };
    expect(await service.client.updatePerson({ params, body })).toMatchObject({
      email: "admin@mail.example",
      administrator: true,
      state: "active",
    });
  });

  const pairs: [string, ((client: TestService["client"], id: string) => Promise<unknown>)[]][] = [
    ["demote each other", [demote, demote]],
    ["disable each other", [disable, disable]],
    ["remove each other", [remove, remove]],
    ["demote and remove each other", [demote, remove]],
  ];
  test.each(pairs)("is one of two who %s at the same moment", async (_, [first, second]) => {
    const successor = await retire("removed");
    const other = await (async () => {
      const { path, person } = await successor.client.invitePerson({
        body: { username: "other", administrator: true },
      });
      await successor.client.acceptInvitation({
        body: { token: path.split("#")[1] ?? "", password },
      });
      return { person, ...(await enter(service, { username: "other", password })) };
    })();
    const { db } = service.database;
    // Both have been let in, and wait for this to end.
    const calls = await db.transaction().execute(async (tx) => {
      await holdAdministrators(tx);
      const begun = Promise.allSettled([
        first?.(successor.client, other.person.id),
        second?.(other.client, successor.person.id),
      ]);
      await until(async () => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*) as waiting from pg_locks join pg_database on pg_database.oid = database
          where locktype = 'advisory' and not granted and datname = current_database()`.execute(db);
        expect(rows[0]?.waiting).toBe(2);
      });
      return { begun };
    });
    const results = await calls.begun;
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { rows } = await sql<{ left: number }>`
      select count(*) as left from account where role = 'administrator' and disabled_at is null`.execute(
      db,
    );
    expect(rows[0]?.left).toBe(1);
  });

  function demote(client: TestService["client"], id: string) {
    return client.updatePerson({ params: { id }, body: { administrator: false } });
  }
  function disable(client: TestService["client"], id: string) {
    return client.updatePerson({ params: { id }, body: { disabled: true } });
  }
  function remove(client: TestService["client"], id: string) {
    return client.deletePerson({ params: { id } });
  }
});
