import { createClient } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  password,
  signIn,
  startTestService,
  type TestService,
  trySignIn,
} from "../../test/harness.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
beforeEach(async () => {
  await service.database.db.deleteFrom("sign_in_attempt").execute();
});

const wrong = { username: "admin", password: "not the password" };
const right = { username: "admin", password };

describe("signing in", () => {
  test("gives a cookie that scripts and foreign sites do not get", async () => {
    const cookie = (await trySignIn(service.url, right)).headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^plimsoll_session=[\w-]{43}; /);
    for (const flag of ["HttpOnly", "SameSite=Lax", "Path=/", "Expires="])
      expect(cookie).toContain(flag);
    expect(cookie).not.toContain("Secure");
  });

  test("behind https the cookie never goes over http", async () => {
    const answer = await trySignIn(service.url, right, { "x-forwarded-proto": "https" });
    expect(answer.headers.get("set-cookie")).toContain("Secure");
  });

  test("tells a wrong name and a wrong password in the same words", async () => {
    const answers = await Promise.all(
      [wrong, { ...wrong, username: "nobody" }].map(async (body) => {
        const answer = await trySignIn(service.url, body);
        const { requestId: _, ...problem } = (await answer.json()) as Record<string, unknown>;
        return { status: answer.status, ...problem };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, code: "wrong-credentials" });
  });

  test("a guesser has to wait, even with the right password, and is told how long", async () => {
    for (let failure = 1; failure <= 5; failure += 1)
      expect((await trySignIn(service.url, wrong)).status).toBe(401);
    const answer = await trySignIn(service.url, right);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: "too-many-attempts" });
  });

  test("guesses made at the same moment are all counted", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        trySignIn(service.url, wrong, { "x-forwarded-for": "203.0.113.9" }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
  });

  test("each further failure doubles the wait", async () => {
    const { db } = service.database;
    const wait = async () => {
      const { rows } = await sql<{ s: number }>`
        select extract(epoch from blocked_until - last_at)::float8 as s
        from sign_in_attempt where key like 'both:%'`.execute(db);
      return rows[0]?.s;
    };
    const waits: unknown[] = [];
    for (let failure = 1; failure <= 8; failure += 1) {
      await trySignIn(service.url, wrong);
      waits.push(await wait());
      await sql`update sign_in_attempt set blocked_until = now()`.execute(db);
    }
    expect(waits).toEqual([null, null, null, null, 1, 2, 4, 8]);
  });

  test("the owner is not kept out by a stranger's failures", async () => {
    const stranger = { "x-forwarded-for": "203.0.113.7" };
    for (let failure = 1; failure <= 8; failure += 1) await trySignIn(service.url, wrong, stranger);
    expect((await trySignIn(service.url, right)).status).toBe(200);
  });

  test("signing in often is not failing often", async () => {
    const from = { "x-forwarded-for": "203.0.113.8" };
    for (let time = 1; time <= 25; time += 1)
      expect((await trySignIn(service.url, right, from)).status).toBe(200);
  });
});

describe("a session", () => {
  const use = (cookie: string) =>
    createClient({ origin: service.url, headers: { cookie } }).getSession();

  test("ends at once when signed out", async () => {
    const cookie = await signIn(service.url);
    await createClient({ origin: service.url, headers: { cookie } }).signOut();
    await expect(use(cookie)).rejects.toThrow(/Sign in/);
  });

  test("ends twelve hours after its last use, and each use moves the end", async () => {
    const cookie = await signIn(service.url);
    const age = (interval: string) =>
      sql`update session set expires_at = expires_at - ${interval}::interval`.execute(
        service.database.db,
      );
    await age("11 hours");
    const { expiresAt } = await use(cookie);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3600_000);
    await age("12 hours 1 second");
    await expect(use(cookie)).rejects.toThrow(/Sign in/);
  });

  test("ends a week after it began, however often it is used", async () => {
    const cookie = await signIn(service.url);
    await sql`update session set created_at = now() - interval '6 days 23 hours',
      expires_at = now() + interval '10 minutes'`.execute(service.database.db);
    const { expiresAt } = await use(cookie);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(0.9 * 3600_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(1.1 * 3600_000);
  });

  test("cannot be opened by who reads the database", async () => {
    const cookie = await signIn(service.url);
    const token = cookie.split("=")[1] ?? "";
    const { rows } = await sql<{ row: string }>`select session::text as row from session`.execute(
      service.database.db,
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex"));
  });
});
