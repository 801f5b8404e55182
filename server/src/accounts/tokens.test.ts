import { createClient, permissions, type Route, routes, type TokenScope } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, signIn, startTestService, type TestService } from "../../test/harness.ts";
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
