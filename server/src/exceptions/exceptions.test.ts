import type { ImageScope } from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusal, type TestService, until } from "../../test/harness.ts";
import { failing, type JudgingRig, startJudging } from "../../test/judging.ts";
import { enqueue } from "../queue/jobs.ts";

let rig: JudgingRig;
let service: TestService;
beforeAll(async () => {
  rig = await startJudging();
  service = rig.service;
  await rig.scanned("team/multi");
});
afterAll(() => rig.close());
beforeEach(() => rig.removeAll());

describe("an exception", () => {
  const accept = (vulnerability: string, scope: ImageScope = {}, expires: string | null = null) =>
    service.client.createException({
      body: {
        vulnerability,
        package: null,
        scope,
        reason: "not reachable",
        justification: null,
        expires,
      },
    });

  test("takes a finding out of what counts, while it stays visible and is counted apart", async () => {
    const app = await rig.scanned("team/app");
    await rig.addPolicy(failing("critical"));
    expect(await rig.judged(app.id)).toMatchObject({ result: "fail" });
    const made = await accept("CVE-2024-0001", { space: "team" });
    expect(await rig.judged(app.id)).toMatchObject({ result: "pass", reasons: [] });
    const report = await service.client.getReport({ params: { id: app.id }, query: {} });
    expect(report.summary).toMatchObject({ critical: 1, medium: 1, total: 2 });
    expect(report.excepted).toMatchObject({ critical: 1, medium: 0, total: 1 });
    const { items } = await service.client.listFindings({ params: { id: app.id }, query: {} });
    expect(items.map(({ id, exception }) => [id, exception])).toEqual([
      ["CVE-2024-0001", { id: made.id, reason: "not reachable", expires: null }],
      ["CVE-2024-0002", null],
    ]);
    // In the image, and in each platform of the index beside it.
    const [listed] = (await service.client.listExceptions({ query: {} })).items;
    expect(listed).toMatchObject({ state: "active", findings: 3, author: "admin" });
    await service.client.deleteException({ params: { id: made.id } });
    expect(await rig.judged(app.id)).toMatchObject({ result: "fail" });
  });

  test.each([
    ["of another space", { space: "other" }, "CVE-2024-0001", "fail"],
    ["of a tag that it has", { tag: "1.*" }, "CVE-2024-0001", "pass"],
    ["of a tag that it has not", { tag: "2.*" }, "CVE-2024-0001", "fail"],
    ["by a pattern", {}, "cve-2024-*", "pass"],
  ] as const)("%s: %j", async (_, scope, vulnerability, result) => {
    const app = await rig.scanned("team/app");
    await rig.addPolicy(failing("critical"));
    await accept(vulnerability, scope);
    expect(await rig.judged(app.id)).toMatchObject({ result });
  });

  test("that has ended, or is about to, is told of once", async () => {
    const app = await rig.scanned("team/app");
    const { db } = service.database;
    await rig.addPolicy(failing("critical"));
    const day = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const made = await accept("CVE-2024-0001", {}, day(10));
    expect(made.state).toBe("expiring");
    expect(await rig.judged(app.id)).toMatchObject({ result: "pass" });
    const nextDay = async () => {
      await sql`update setting set value = to_jsonb('2020-01-01'::text) where name = 'judged-day'`.execute(
        db,
      );
      await enqueue(db, "judge-daily", [{ of: "all" }], 0);
      await until(async () => {
        const { rows } =
          await sql`select from setting where name = 'judged-day' and value <> to_jsonb('2020-01-01'::text)`.execute(
            db,
          );
        expect(rows).toHaveLength(1);
      });
    };
    await nextDay();
    await nextDay();
    expect(await rig.news("exception.expiring")).toEqual([
      {
        exceptionId: made.id,
        workspaceId: null,
        vulnerability: "CVE-2024-0001",
        package: null,
        scope: {},
        reason: "not reachable",
        expires: day(10),
      },
    ]);
    await sql`update exception set expires = ${day(-1)}`.execute(db);
    await nextDay();
    expect(await rig.judged(app.id)).toMatchObject({ result: "fail" });
    const { items } = await service.client.listExceptions({ query: { state: "expired" } });
    expect(items.map(({ id }) => id)).toEqual([made.id]);
    expect(
      (await service.client.getReport({ params: { id: app.id }, query: {} })).excepted.total,
    ).toBe(0);
  });

  test("whose end is past is refused", async () => {
    expect(await refusal(accept("CVE-1", {}, "2020-01-01"))).toMatchObject({ code: "bad-request" });
  });
});

test("exceptions of another tool are taken over once, and what cannot be kept is said", async () => {
  const app = await rig.scanned("team/app");
  const body = {
    form: "trivyignore" as const,
    text: "CVE-2024-0001\nCVE-2024-0002 exp:2020-01-01\nAVD-AWS-0001\n",
    scope: {},
    reason: "taken over",
    expires: null,
  };
  const first = await service.client.importExceptions({ body });
  expect(first.created).toBe(1);
  expect(first.skipped.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([expect.stringContaining("ended on")]),
  );
  expect(await service.client.importExceptions({ body })).toMatchObject({ created: 0 });
  await rig.addPolicy(failing("critical"));
  expect(await rig.judged(app.id)).toMatchObject({ result: "pass" });

  const answer = await fetch(`${service.url}/api/v1/exceptions/openvex`, {
    headers: { cookie: service.cookie },
  });
  expect(answer.headers.get("content-disposition")).toContain("openvex.json");
  expect(await answer.json()).toMatchObject({
    statements: [
      {
        vulnerability: { name: "CVE-2024-0001" },
        products: [{ "@id": expect.stringContaining("busybox") }],
        status: "affected",
        action_statement: "taken over",
      },
    ],
  });
  expect((await fetch(`${service.url}/api/v1/exceptions/openvex`)).status).toBe(401);
  const vex = { ...body, form: "vex" as const, text: "{" };
  expect(await refusal(service.client.importExceptions({ body: vex }))).toMatchObject({
    code: "bad-request",
  });
});
