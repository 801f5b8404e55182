import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { password, startTestService, type TestService } from "../../test/harness.ts";
import { enter, type Joined, join, tokenOf } from "../../test/people.ts";

let service: TestService;
let workspaceId: string;
beforeAll(async () => {
  service = await startTestService();
  workspaceId = (await service.client.createWorkspace({ body: { name: "shop" } })).id;
});
afterAll(() => service.close());

const other = "another password for tests";

/** What is done to somebody, or by them, and what the audit calls it. */
const deeds: Record<string, (who: Joined) => Promise<unknown>> = {
  "person.update": ({ person }) =>
    service.client.updatePerson({
      params: { id: person.id },
      body: { email: "new@mail.example", memberships: [{ workspaceId, role: "editor" }] },
    }),
  "person.delete": ({ person }) => service.client.deletePerson({ params: { id: person.id } }),
  "person.unlock": ({ person }) => service.client.unlockPerson({ params: { id: person.id } }),
  "invitation.create": ({ person }) => service.client.inviteAgain({ params: { id: person.id } }),
  "session.delete-all": ({ person }) =>
    service.client.endPersonSessions({ params: { id: person.id } }),
  "session.create": ({ username }) => enter(service, { username, password }),
  "session.delete": ({ client }) => client.signOut(),
  "password.update": ({ client }) =>
    client.changePassword({ body: { current: password, password: other } }),
  "token.create": ({ client }) =>
    client.createToken({ body: { name: "ci", scope: "read", expiresInDays: 1 } }),
};

test.each(Object.entries(deeds))(
  "%s is written down with who it was about",
  async (action, doIt) => {
    const who = await join(service);
    const before = await last();
    await doIt(who);
    const written = (await entriesAfter(before)).filter((entry) => entry.action === action);
    expect(written).toHaveLength(1);
    expect(JSON.stringify(written)).toMatch(action === "token.create" ? /"ci"/ : who.username);
    expect(written[0]).toMatchObject({ outcome: "done", actor_kind: "person" });
  },
);

test("what somebody may is written down as it was and as it is, and nothing where nothing changed", async () => {
  const { person, username } = await join(service, {
    memberships: [{ workspaceId, role: "viewer" }],
  });
  const params = { id: person.id };
  const before = await last();
  const body = { memberships: [{ workspaceId, role: "administrator" as const }], disabled: true };
  await service.client.updatePerson({ params, body });
  await service.client.updatePerson({ params, body });
  expect(await entriesAfter(before)).toMatchObject([
    {
      ...{ action: "person.update", target_name: username },
      before: { memberships: ["shop: viewer"], disabled: false },
      after: { memberships: ["shop: administrator"], disabled: true },
    },
  ]);
});

test("an invitation that is accepted is written down with the name that it was for", async () => {
  const { path } = await service.client.invitePerson({ body: { username: "newcomer" } });
  const before = await last();
  await service.client.acceptInvitation({ body: { token: tokenOf(path), password } });
  expect(await entriesAfter(before)).toMatchObject([
    { action: "invitation.accept", actor_kind: "unknown", target_name: "newcomer" },
  ]);
});

test("a second factor is written down when it counts, and when it is gone", async () => {
  const { client } = await join(service);
  const before = await last();
  const { secret } = await client.startTotp({ body: { password } });
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await client.confirmTotp({ body: { code } });
  await client.removeTotp({ body: { password } });
  const actions = (await entriesAfter(before)).map(({ action }) => action);
  expect(actions.filter((action) => /create|delete/.test(action))).toEqual([
    "second-factor.create",
    "second-factor.delete",
  ]);
});

async function last(): Promise<number> {
  const head = await service.database.db
    .selectFrom("audit_head")
    .select("id")
    .executeTakeFirstOrThrow();
  return head.id;
}

function entriesAfter(id: number) {
  return service.database.db
    .selectFrom("audit")
    .selectAll()
    .where("id", ">", id)
    .orderBy("id")
    .execute();
}
