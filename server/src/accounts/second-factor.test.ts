import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { password, refusal, startTestService, type TestService } from "../../test/harness.ts";
import { enter, type Joined, join, refusedWith } from "../../test/people.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
beforeEach(async () => {
  await service.database.db.deleteFrom("sign_in_attempt").execute();
  // In the middle of a step: at its seam, now is another one a moment later.
  const now = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
});
afterEach(() => {
  vi.useRealTimers();
});

/** As an authenticator shows it, so many seconds from now. */
function codeOf(secret: string, inSeconds = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + inSeconds * 1000,
  });
}

/** Codes that were used while it was set up do not count: as if that had been long ago. */
async function forgetUsed({ person }: Joined): Promise<void> {
  await service.database.db
    .updateTable("account")
    .set({ totp_step: null })
    .where("id", "=", person.id)
    .execute();
}

async function withSecondFactor() {
  const joined = await join(service);
  const { secret } = await joined.client.startTotp({ body: { password } });
  const { codes } = await joined.client.confirmTotp({ body: { code: codeOf(secret) } });
  await forgetUsed(joined);
  return { ...joined, secret, codes, right: { username: joined.username, password } };
}

describe("a second factor", () => {
  test("is told to the authenticator, and counts once a code of it was given", async () => {
    const { client, username } = await join(service);
    const { secret, uri } = await client.startTotp({ body: { password } });
    const url = new URL(uri);
    expect(`${url.protocol}//${url.host}${url.pathname}`).toBe(
      `otpauth://totp/Plimsoll:${username}`,
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{ issuer: "Plimsoll", secret, algorithm: "SHA1", digits: "6", period: "30" },
    });
    expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
    expect(await refusedWith(service, { username, password })).toBeNull();
    const wrong = codeOf(secret) === "000000" ? "000001" : "000000";
    expect(await refusal(client.confirmTotp({ body: { code: wrong } }))).toMatchObject({
      code: "bad-request",
    });
    expect((await client.getSession()).secondFactor).toBe(false);
    const { codes } = await client.confirmTotp({ body: { code: codeOf(secret) } });
    expect(new Set(codes).size).toBe(10);
    expect((await client.getSession()).secondFactor).toBe(true);
    expect(await refusedWith(service, { username, password })).toBe("second-factor-needed");
    expect(await refusal(client.startTotp({ body: { password } }))).toMatchObject({
      code: "conflict",
    });
  });

  test.each([
    ["of now", 0, null],
    ["of the step before, from a clock that is late", -30, null],
    ["of the step after, from a clock that is early", 30, null],
    ["of two steps before", -61, "second-factor-needed"],
    ["of two steps after", 61, "second-factor-needed"],
  ])("takes a code %s: refused with %s", async (_, inSeconds, refused) => {
    const { secret, right } = await withSecondFactor();
    const code = codeOf(secret, inSeconds);
    expect(await refusedWith(service, { ...right, code })).toBe(refused);
  });

  test("takes each code once, also of two that come at the same moment, and none from before it", async () => {
    const { secret, right } = await withSecondFactor();
    const code = codeOf(secret, 30);
    const answers = await Promise.all(
      [code, code].map((one) => refusedWith(service, { ...right, code: one })),
    );
    expect(answers.sort()).toEqual([null, "second-factor-needed"].sort());
    for (const used of [code, codeOf(secret)])
      expect(await refusedWith(service, { ...right, code: used })).toBe("second-factor-needed");
  });

  test("takes each recovery code once, written as people do, and of nobody else", async () => {
    const { codes, right } = await withSecondFactor();
    const other = await withSecondFactor();
    const [first = "", second = ""] = codes;
    expect(await refusedWith(service, { ...right, code: first })).toBeNull();
    expect(await refusedWith(service, { ...right, code: first })).toBe("second-factor-needed");
    const typed = second.toUpperCase().replaceAll("-", "");
    expect(await refusedWith(service, { ...other.right, code: typed })).toBe(
      "second-factor-needed",
    );
    expect(await refusedWith(service, { ...right, code: typed })).toBeNull();
  });

  test("tells nothing to who does not know the password, whatever the code", async () => {
    const { right, secret } = await withSecondFactor();
    for (const code of ["000000", codeOf(secret)])
      expect(await refusedWith(service, { ...right, password: "not the password", code })).toBe(
        "wrong-credentials",
      );
  });

  test("cannot be guessed: wrong codes are failures, and asking for the code forgives none", async () => {
    const { right, secret } = await withSecondFactor();
    for (let guess = 1; guess <= 5; guess += 1) {
      expect(await refusedWith(service, { ...right, code: "aaaaaa" })).toBe("second-factor-needed");
      if (guess < 5) expect(await refusedWith(service, right)).toBe("second-factor-needed");
    }
    expect(await refusedWith(service, { ...right, code: codeOf(secret) })).toBe(
      "too-many-attempts",
    );
  });

  test("asked for often is no failure", async () => {
    const { right, secret } = await withSecondFactor();
    for (let time = 1; time <= 8; time += 1)
      expect(await refusedWith(service, right)).toBe("second-factor-needed");
    expect(await refusedWith(service, { ...right, code: codeOf(secret) })).toBeNull();
  });

  test("is removed with the password, and its codes with it", async () => {
    const { client, right, codes } = await withSecondFactor();
    expect(
      await refusal(client.removeTotp({ body: { password: "not the password" } })),
    ).toMatchObject({ code: "wrong-credentials" });
    await client.removeTotp({ body: { password } });
    expect(await refusedWith(service, right)).toBeNull();
    const { secret } = await client.startTotp({ body: { password } });
    await client.confirmTotp({ body: { code: codeOf(secret) } });
    expect(await refusedWith(service, { ...right, code: codes[0] ?? "" })).toBe(
      "second-factor-needed",
    );
  });

  test("of who has lost it is removed by an administrator, and signs them out", async () => {
    const { client, person, right } = await withSecondFactor();
    const params = { id: person.id };
    const bared = await service.client.removePersonSecondFactor({ params });
    expect(bared.secondFactor).toBe(false);
    expect(await refusal(client.getSession())).toMatchObject({ code: "not-signed-in" });
    expect(await refusedWith(service, right)).toBeNull();
  });

  test("stays when another password is chosen", async () => {
    const { client, username, secret } = await withSecondFactor();
    const body = { current: password, password: "another password for tests" };
    await client.changePassword({ body });
    const right = { username, password: body.password };
    expect(await refusedWith(service, right)).toBe("second-factor-needed");
    await enter(service, { ...right, code: codeOf(secret) });
  });

  test("cannot be read by who reads the database", async () => {
    const { person, secret, codes } = await withSecondFactor();
    const { db } = service.database;
    const account = await db
      .selectFrom("account")
      .select("totp_sealed")
      .where("id", "=", person.id)
      .executeTakeFirstOrThrow();
    const kept = await db.selectFrom("recovery_code").select("hash").execute();
    const bytes = Buffer.concat([
      account.totp_sealed ?? Buffer.of(),
      ...kept.map((row) => row.hash),
    ]);
    const secrets = [secret, ...codes, ...codes.map((code) => code.replaceAll("-", ""))];
    for (const text of secrets) expect(bytes.includes(text)).toBe(false);
    expect(bytes.includes(Secret.fromBase32(secret).bytes)).toBe(false);
  });
});

describe("the audit", () => {
  test("tells how somebody signed in, and what was refused to whom", async () => {
    const { secret, right, username } = await withSecondFactor();
    const { rows: before } = await entries();
    await refusedWith(service, { username, password: "not the password" });
    await refusedWith(service, right);
    await refusedWith(service, { ...right, code: "aaaaaa" });
    await refusedWith(service, { ...right, code: codeOf(secret) });
    await refusedWith(service, { username: "no-such-person", password });
    const { rows } = await entries();
    expect(rows.slice(before.length)).toEqual([
      {
        actor: "unknown",
        name: username,
        outcome: "refused",
        after: { reason: "wrong-credentials" },
      },
      {
        actor: "unknown",
        name: username,
        outcome: "refused",
        after: { reason: "second-factor-needed" },
      },
      { actor: "person", name: username, outcome: "done", after: { by: "authenticator" } },
      {
        actor: "unknown",
        name: "no-such-person",
        outcome: "refused",
        after: { reason: "wrong-credentials" },
      },
    ]);
  });

  async function entries() {
    const rows = await service.database.db
      .selectFrom("audit")
      .select(["actor_kind as actor", "actor_name as name", "outcome", "after"])
      .where("action", "=", "session.create")
      .orderBy("id")
      .execute();
    return { rows };
  }
});
