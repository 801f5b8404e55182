import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newestOf, refusal, type TestService, until } from "../../test/harness.ts";
import { testAdvisories, testAdvisory } from "../../test/images.ts";
import { failing, type JudgingRig, startJudging } from "../../test/judging.ts";
import { noteDeployed } from "../admission/deployed.ts";
import { runJudging } from "./judge.ts";

let rig: JudgingRig;
let service: TestService;
beforeAll(async () => {
  rig = await startJudging();
  service = rig.service;
});
afterAll(() => rig.close());
beforeEach(() => rig.removeAll());

describe("of the policies about an image", () => {
  test("the one with the narrowest scope decides, and the next one when it is gone", async () => {
    const app = await rig.scanned("team/app");
    const everywhere = await rig.addPolicy(failing("low", "everywhere"));
    expect(await rig.judged(app.id)).toMatchObject({
      result: "fail",
      policy: { id: everywhere, version: 1 },
      reasons: [{ rule: "everywhere", kind: "findings", count: 2 }],
    });
    const space = await rig.addPolicy(failing("critical", "space"), { space: "team" });
    const repository = await rig.addPolicy(
      JSON.stringify({ rules: [{ name: "r", result: "warn", finding: { severity: "low" } }] }),
      { repository: "team/a*" },
    );
    expect(await rig.judged(app.id)).toMatchObject({ result: "warn", policy: { id: repository } });
    const other = await newestOf(service.client, "other/app");
    expect(await rig.judged(other.id)).toMatchObject({ policy: { id: everywhere } });
    await service.client.updatePolicy({ params: { id: repository }, body: { enabled: false } });
    expect(await rig.judged(app.id)).toMatchObject({ policy: { id: space } });
    await service.client.deletePolicy({ params: { id: space } });
    expect(await rig.judged(app.id)).toMatchObject({ policy: { id: everywhere } });
    await service.client.deletePolicy({ params: { id: everywhere } });
    expect(await rig.judged(app.id)).toBeNull();
  });

  test("another document is another version, and the images are judged by it", async () => {
    const app = await rig.scanned("team/app");
    const id = await rig.addPolicy(failing("critical"));
    await rig.judged(app.id);
    const document = JSON.stringify({
      rules: [{ name: "r", result: "fail", finding: { ids: ["CVE-1999-*"] } }],
    });
    const changed = await service.client.updatePolicy({ params: { id }, body: { document } });
    expect(changed).toMatchObject({ version: 2, updatedBy: "admin" });
    expect(await rig.judged(app.id)).toMatchObject({ result: "pass", policy: { version: 2 } });
    const { items } = await service.client.listPolicyVersions({ params: { id }, query: {} });
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    // That a person changed it is no news of the image.
    expect(await rig.news("verdict.changed")).toEqual([]);
    const renamed = await service.client.updatePolicy({ params: { id }, body: { name: "n" } });
    expect(renamed).toMatchObject({ version: 2, images: { pass: 1 } });
  });

  test("one that is malformed is refused with the place of each fault", async () => {
    const body = {
      name: "m",
      document: "rules:\n  - name: a\n    reslut: fail",
      scope: {},
      enabled: true,
    };
    expect(await refusal(service.client.createPolicy({ body }))).toMatchObject({
      code: "bad-request",
      detail: expect.stringMatching(/line 3.*did you mean result/),
    });
  });

  test("tags of an index count for its platforms, and the worst of these is its verdict", async () => {
    const index = await rig.scanned("team/multi");
    await rig.addPolicy(failing("low", "tagged"), { tag: "v*" });
    const verdict = await rig.judged(index.id);
    expect(verdict).toMatchObject({ result: "fail", reasons: [{ rule: "tagged" }] });
    for (const child of index.children ?? [])
      expect(await rig.judged(child.id)).toMatchObject({ result: "fail" });
    const shown = await newestOf(service.client, "team/multi");
    expect(shown.verdict).toMatchObject({ result: "fail" });
  });

  test("what was never scanned is unknown", async () => {
    const other = await newestOf(service.client, "other/app");
    await rig.addPolicy(failing("critical"));
    expect(await rig.judged(other.id)).toMatchObject({
      result: "unknown",
      reasons: [{ kind: "not-scanned" }],
    });
  });
});

test("whoever looks at an image hears at once that it is judged otherwise, and what they missed", async () => {
  const app = await rig.scanned("team/app");
  const ending = new AbortController();
  const listen = async (query = "") => {
    const { body } = await fetch(`${service.url}/api/v1/events${query}`, {
      headers: { cookie: service.cookie },
      signal: ending.signal,
    });
    return body?.pipeThrough(new TextDecoderStream()).getReader();
  };
  const heard = async (stream: Awaited<ReturnType<typeof listen>>) => {
    let text = "";
    while (!/"type":"verdict"[^\n]*\n/.test(text)) text += (await stream?.read())?.value ?? "";
    const line = text.split("\n").find((one) => one.includes('"type":"verdict"')) ?? "";
    const ids = [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? "");
    return { event: JSON.parse(line.replace("data: ", "")), ids };
  };
  const stream = await listen();
  const id = await rig.addPolicy(failing("low"), { repository: "team/app" });
  const first = await heard(stream);
  expect(first.event).toEqual({ type: "verdict", imageId: app.imageId, artifactIds: [app.id] });
  await service.client.deletePolicy({ params: { id } });
  await rig.judged(app.id);
  // As a tab that comes back says it: only the second is told again.
  const again = await heard(await listen(`?after=${first.ids.at(-1)}`));
  expect(again.event).toEqual(first.event);
  expect(again.ids).not.toContain(first.ids.at(-1));
  ending.abort();
});

test("a preview says what a document would say, and what is wrong with it", async () => {
  await rig.scanned("team/app");
  await rig.addPolicy(failing("critical"), { repository: "team/app" });
  const app = await newestOf(service.client, "team/app");
  await rig.judged(app.id);
  const preview = await service.client.previewPolicy({
    body: { document: failing("medium"), scope: { repository: "*/app" } },
  });
  expect(preview).toMatchObject({
    faults: [],
    counts: { fail: 1, unknown: 1, warn: 0, pass: 0 },
    images: [
      {
        artifactId: app.id,
        result: "fail",
        now: "fail",
        name: expect.stringContaining("team/app:1.0"),
      },
      { result: "unknown", now: null },
    ],
  });
  const wrong = await service.client.previewPolicy({ body: { document: "rules: []", scope: {} } });
  expect(wrong).toMatchObject({
    counts: null,
    faults: [{ path: expect.stringContaining("rules") }],
  });
});

test("newer advisories change verdicts by themselves, and tell it", async () => {
  const app = await rig.scanned("team/app");
  await rig.addPolicy(
    JSON.stringify({ rules: [{ name: "exploited", result: "fail", finding: { kev: true } }] }),
  );
  expect(await rig.judged(app.id)).toMatchObject({ result: "pass" });
  await sql`delete from notice`.execute(service.database.db);
  await noteDeployed(service.database.db, [app.id]);
  const exploited = testAdvisory({
    id: "CVE-2026-0009",
    fixed: "2.0-r0",
    severity: "low",
    kev: true,
  });
  rig.source.offer({
    ...testAdvisories,
    info: { ...testAdvisories.info, version: "2", date: "2026-02-01" },
    lookup: (ecosystem, name) => [
      ...testAdvisories.lookup(ecosystem, name),
      ...(name === "busybox" && ecosystem === "Alpine:v3.18" ? [exploited] : []),
    ],
  });
  await service.client.updateDatabase();
  await until(async () => expect(await rig.news("verdict.changed")).not.toEqual([]));
  expect(await rig.judged(app.id)).toMatchObject({
    result: "fail",
    reasons: [{ rule: "exploited" }],
  });
  expect(await rig.news("finding.new")).toEqual([
    expect.objectContaining({
      ...{ vulnerability: "CVE-2026-0009", severity: "low", kev: true },
      artifacts: expect.arrayContaining([
        expect.objectContaining({
          artifactId: app.id,
          repository: "team/app",
          tags: ["1.0"],
          registryId: rig.registryId,
          deployed: true,
        }),
      ]),
    }),
  ]);
  expect(await rig.news("verdict.changed")).toContainEqual(
    expect.objectContaining({
      artifact: expect.objectContaining({ artifactId: app.id }),
      ...{ from: "pass", to: "fail", reasons: [expect.stringContaining("exploited")] },
    }),
  );
});

test("what a judge that is cut off has not judged is due still: the oldest", async () => {
  const { db } = service.database;
  // The service's own judge would take a part.
  await until(async () => {
    const { rows } = await sql`select from graphile_worker.jobs where run_at <= now()`.execute(db);
    expect(rows).toEqual([]);
  });
  const [repository] = await db.selectFrom("repository").select("id").limit(1).execute();
  await sql`
    insert into artifact (repository_id, digest, kind, media_type, size, sort_at)
    select ${repository?.id}::uuid, 'sha256:made-' || n, 'image', 'm', 1, '2020-01-01'::timestamptz + n * interval '1 day'
    from generate_series(1, 450) as n`.execute(db);
  await sql`
    insert into verdict_due (artifact_id, sort_at)
    select id, sort_at from artifact where digest like 'sha256:made-%'`.execute(db);
  let chunks = 0;
  const signal = {
    get aborted() {
      chunks += 1;
      return chunks > 1;
    },
  } as AbortSignal;
  const log = { info: () => undefined };
  await runJudging({ db, log } as never, signal);
  const left = await sql<{ count: number; newest: string }>`
    select count(*)::integer as count, max(sort_at)::date::text as newest from verdict_due`.execute(
    db,
  );
  expect(left.rows).toEqual([{ count: 250, newest: "2020-09-07" }]);
  await runJudging({ db, log } as never, new AbortController().signal);
  expect((await sql`select from verdict_due`.execute(db)).rows).toEqual([]);
});
