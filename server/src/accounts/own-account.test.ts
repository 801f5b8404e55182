import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { password, refusal, startTestService, type TestService } from "../../test/harness.ts";
import { enter, join, refusedWith } from "../../test/people.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
beforeEach(async () => {
  await service.database.db.deleteFrom("sign_in_attempt").execute();
});

const chosen = "another password for tests";

describe("one's own sessions", () => {
  test("are told with where they were used, and which of them asks", async () => {
    const { client, username, cookie } = await join(service);
    const again = await enter(service, { username, password });
    const { items } = await again.client.listOwnSessions();
    expect(items.map(({ current }) => current)).toEqual([true, false]);
    for (const item of items)
      expect(item).toMatchObject({ address: expect.stringMatching(/^10\./), userAgent: "node" });
    expect((await client.listOwnSessions()).items.map(({ current }) => current)).toEqual([
      false,
      true,
    ]);
    expect(JSON.stringify(items)).not.toContain(cookie.split("=")[1]);
  });

  test("are ended one by one, and nobody else's are", async () => {
    const { client, username } = await join(service);
    const again = await enter(service, { username, password });
    const [mine] = (await client.listOwnSessions()).items.filter(({ current }) => current);
    const stranger = await join(service);
    const params = { id: mine?.id ?? "" };
    expect(await refusal(stranger.client.endOwnSession({ params }))).toMatchObject({
      code: "not-found",
    });
    expect((await client.getSession()).username).toBe(username);
    await again.client.endOwnSession({ params });
    expect(await refusal(client.getSession())).toMatchObject({ code: "not-signed-in" });
    expect((await again.client.listOwnSessions()).items).toHaveLength(1);
  });
});

describe("another password", () => {
  test("is chosen with the one before, and ends every other session", async () => {
    const { client, username } = await join(service);
    const elsewhere = await enter(service, { username, password });
    await client.changePassword({ body: { current: password, password: chosen } });
    expect((await client.getSession()).username).toBe(username);
    expect(await refusal(elsewhere.client.getSession())).toMatchObject({ code: "not-signed-in" });
    expect(await refusedWith(service, { username, password })).toBe("wrong-credentials");
    expect(await refusedWith(service, { username, password: chosen })).toBeNull();
  });

  test.each([
    ["with a wrong one before", { current: "not the password", password: chosen }, 401],
    ["that is too short", { current: password, password: "elevenchars" }, 400],
  ])("is not chosen %s", async (_, body, status) => {
    const { client, username } = await join(service);
    expect((await refusal(client.changePassword({ body }))).status).toBe(status);
    expect(await refusedWith(service, { username, password })).toBeNull();
  });

  test("is not guessed at with a session that was stolen", async () => {
    const { client } = await join(service);
    const codes: string[] = [];
    for (let guess = 1; guess <= 6; guess += 1) {
      const body = { current: `guess number ${guess}`, password: chosen };
      codes.push((await refusal(client.changePassword({ body }))).code);
    }
    expect(codes).toEqual([...Array(5).fill("wrong-credentials"), "too-many-attempts"]);
  });

  test("chosen twice at the same moment is chosen once", async () => {
    const { client, username } = await join(service);
    const results = await Promise.allSettled(
      [1, 2].map((which) =>
        client.changePassword({
          body: { current: password, password: `${chosen} ${which}` },
        }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const winner = results.findIndex(({ status }) => status === "fulfilled") + 1;
    expect(await refusedWith(service, { username, password: `${chosen} ${winner}` })).toBeNull();
  });

  test("signed in with while it is changed opens nothing that outlasts it", async () => {
    const { client, username } = await join(service);
    const [, answer] = await Promise.all([
      client.changePassword({ body: { current: password, password: chosen } }),
      refusedWith(service, { username, password }),
    ]);
    expect(["wrong-credentials", null]).toContain(answer);
    expect((await client.listOwnSessions()).items).toHaveLength(1);
  });

  test("is not for whom an issuer signs in", async () => {
    const { client, person } = await join(service);
    await service.database.db
      .updateTable("account")
      .set({ password_hash: null })
      .where("id", "=", person.id)
      .execute();
    expect((await client.getSession()).hasPassword).toBe(false);
    for (const call of [
      () => client.changePassword({ body: { current: password, password: chosen } }),
      () => client.startTotp({ body: { password } }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "conflict" });
  });
});
