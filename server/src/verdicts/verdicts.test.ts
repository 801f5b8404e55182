import { randomUUID } from "node:crypto";
import type { Artifact, ImageScope, Verdict } from "@plimsoll/api";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  createTestSource,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  type TestSource,
  until,
} from "../../test/harness.ts";
import { alpineImage, testAdvisories, testAdvisory } from "../../test/images.ts";
import { noteDeployed } from "../admission/deployed.ts";
import { enqueue } from "../queue/jobs.ts";
import { runJudging } from "./judge.ts";

let source: TestSource;
let service: TestService;
let registry: RunningRegistry;
let registryId: string;
beforeAll(async () => {
  source = createTestSource(testAdvisories);
  service = await startTestService(source);
  const vulnerable = { busybox: "1.0-r0" };
  const platforms = await Promise.all(
    ["amd64", "arm64"].map((architecture) => alpineImage(vulnerable, { architecture })),
  );
  registry = await serveImages({
    "team/app": { "1.0": await alpineImage(vulnerable) },
    "team/multi": { v1: composeIndex(platforms) },
    "other/app": { v1: await alpineImage(vulnerable, { architecture: "s390x" }) },
  });
  registryId = (await addRegistry(service.client, registry.address)).id;
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const failing = (severity: string, name = "severe") =>
  JSON.stringify({ rules: [{ name, result: "fail", finding: { severity } }] });

async function addPolicy(document: string, scope: ImageScope = {}): Promise<string> {
  const body = { name: randomUUID(), document, scope, enabled: true };
  return (await service.client.createPolicy({ body })).id;
}

async function removeAll(): Promise<void> {
  const { client } = service;
  for (const { id } of (await client.listPolicies({ query: {} })).items)
    await client.deletePolicy({ params: { id } });
  for (const { id } of (await client.listExceptions({ query: {} })).items)
    await client.deleteException({ params: { id } });
}

/** Once nothing is left to be judged. */
async function judged(artifactId: string): Promise<Verdict | null> {
  await until(async () => {
    const { rows } = await sql`select from verdict_due limit 1`.execute(service.database.db);
    expect(rows).toEqual([]);
  });
  return service.client.getVerdict({ params: { id: artifactId } });
}

async function scanned(repository: string): Promise<Artifact> {
  const artifact = await newestOf(service.client, repository);
  return artifact.state === "complete" ? artifact : scan(service.client, artifact.id);
}

async function news(event: string) {
  const rows = await service.database.db
    .selectFrom("notice")
    .select("data")
    .where("event", "=", event)
    .orderBy("id")
    .execute();
  return rows.map(({ data }) => data);
}

beforeEach(removeAll);

describe("of the policies about an image", () => {
  test("the one with the narrowest scope decides, and the next one when it is gone", async () => {
    const app = await scanned("team/app");
    const everywhere = await addPolicy(failing("low", "everywhere"));
    expect(await judged(app.id)).toMatchObject({
      result: "fail",
      policy: { id: everywhere, version: 1 },
      reasons: [{ rule: "everywhere", kind: "findings", count: 2 }],
    });
    const space = await addPolicy(failing("critical", "space"), { space: "team" });
    const repository = await addPolicy(
      JSON.stringify({ rules: [{ name: "r", result: "warn", finding: { severity: "low" } }] }),
      { repository: "team/a*" },
    );
    expect(await judged(app.id)).toMatchObject({ result: "warn", policy: { id: repository } });
    const other = await newestOf(service.client, "other/app");
    expect(await judged(other.id)).toMatchObject({ policy: { id: everywhere } });
    await service.client.updatePolicy({ params: { id: repository }, body: { enabled: false } });
    expect(await judged(app.id)).toMatchObject({ policy: { id: space } });
    await service.client.deletePolicy({ params: { id: space } });
    expect(await judged(app.id)).toMatchObject({ policy: { id: everywhere } });
    await service.client.deletePolicy({ params: { id: everywhere } });
    expect(await judged(app.id)).toBeNull();
  });

  test("another document is another version, and the images are judged by it", async () => {
    const app = await scanned("team/app");
    const id = await addPolicy(failing("critical"));
    await judged(app.id);
    const document = JSON.stringify({
      rules: [{ name: "r", result: "fail", finding: { ids: ["CVE-1999-*"] } }],
    });
    const changed = await service.client.updatePolicy({ params: { id }, body: { document } });
    expect(changed).toMatchObject({ version: 2, updatedBy: "admin" });
    expect(await judged(app.id)).toMatchObject({ result: "pass", policy: { version: 2 } });
    const { items } = await service.client.listPolicyVersions({ params: { id }, query: {} });
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    // That a person changed it is no news of the image.
    expect(await news("verdict.changed")).toEqual([]);
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
    const index = await scanned("team/multi");
    await addPolicy(failing("low", "tagged"), { tag: "v*" });
    const verdict = await judged(index.id);
    expect(verdict).toMatchObject({ result: "fail", reasons: [{ rule: "tagged" }] });
    for (const child of index.children ?? [])
      expect(await judged(child.id)).toMatchObject({ result: "fail" });
    const shown = await newestOf(service.client, "team/multi");
    expect(shown.verdict).toMatchObject({ result: "fail" });
  });

  test("what was never scanned is unknown", async () => {
    const other = await newestOf(service.client, "other/app");
    await addPolicy(failing("critical"));
    expect(await judged(other.id)).toMatchObject({
      result: "unknown",
      reasons: [{ kind: "not-scanned" }],
    });
  });
});

test("whoever looks at an image hears at once that it is judged otherwise, and what they missed", async () => {
  const app = await scanned("team/app");
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
  const id = await addPolicy(failing("low"), { repository: "team/app" });
  const first = await heard(stream);
  expect(first.event).toEqual({ type: "verdict", imageId: app.imageId, artifactIds: [app.id] });
  await service.client.deletePolicy({ params: { id } });
  await judged(app.id);
  // As a tab that comes back says it: only the second is told again.
  const again = await heard(await listen(`?after=${first.ids.at(-1)}`));
  expect(again.event).toEqual(first.event);
  expect(again.ids).not.toContain(first.ids.at(-1));
  ending.abort();
});

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
    const app = await scanned("team/app");
    await addPolicy(failing("critical"));
    expect(await judged(app.id)).toMatchObject({ result: "fail" });
    const made = await accept("CVE-2024-0001", { space: "team" });
    expect(await judged(app.id)).toMatchObject({ result: "pass", reasons: [] });
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
    expect(await judged(app.id)).toMatchObject({ result: "fail" });
  });

  test.each([
    ["of another space", { space: "other" }, "CVE-2024-0001", "fail"],
    ["of a tag that it has", { tag: "1.*" }, "CVE-2024-0001", "pass"],
    ["of a tag that it has not", { tag: "2.*" }, "CVE-2024-0001", "fail"],
    ["by a pattern", {}, "cve-2024-*", "pass"],
  ] as const)("%s: %j", async (_, scope, vulnerability, result) => {
    const app = await scanned("team/app");
    await addPolicy(failing("critical"));
    await accept(vulnerability, scope);
    expect(await judged(app.id)).toMatchObject({ result });
  });

  test("that has ended, or is about to, is told of once", async () => {
    const app = await scanned("team/app");
    const { db } = service.database;
    await addPolicy(failing("critical"));
    const day = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const made = await accept("CVE-2024-0001", {}, day(10));
    expect(made.state).toBe("expiring");
    expect(await judged(app.id)).toMatchObject({ result: "pass" });
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
    expect(await news("exception.expiring")).toEqual([
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
    expect(await judged(app.id)).toMatchObject({ result: "fail" });
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
  const app = await scanned("team/app");
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
  await addPolicy(failing("critical"));
  expect(await judged(app.id)).toMatchObject({ result: "pass" });

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

test("a preview says what a document would say, and what is wrong with it", async () => {
  await scanned("team/app");
  await addPolicy(failing("critical"), { repository: "team/app" });
  const app = await newestOf(service.client, "team/app");
  await judged(app.id);
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

describe("asked by names", () => {
  const host = () => new URL(registry.address).host;
  test("it answers from what is kept, tags as they stand", async () => {
    const app = await scanned("team/app");
    await addPolicy(failing("critical"), { repository: "team/app" });
    await judged(app.id);
    const names = [
      `${host()}/team/app:1.0`,
      `${host()}/team/app@${app.digest}`,
      "nginx:1",
      `${host()}/team/app:none`,
      `${host()}/team/multi:v1`,
      "///",
    ];
    const answer = await service.client.askVerdicts({ body: { images: names, scan: false } });
    expect(answer.items.map(({ image }) => image)).toEqual(names);
    expect(answer.items.map(({ verdict, reason }) => [reason, verdict?.result ?? null])).toEqual([
      ["decided", "fail"],
      ["decided", "fail"],
      ["unknown-registry", null],
      ["unknown-image", null],
      ["no-policy", null],
      ["unknown-registry", null],
    ]);
    expect(answer.result).toBe("fail");
  });

  test("what is not known is looked for and scanned, where that is wished", async () => {
    await addPolicy(failing("critical"));
    await judged((await newestOf(service.client, "other/app")).id);
    const body = { images: [`${host()}/other/app:v1`], scan: true };
    const [unknown] = (await service.client.askVerdicts({ body })).items;
    expect(unknown).toMatchObject({ verdict: { result: "unknown" } });
    await until(async () => {
      const { items, result } = await service.client.askVerdicts({
        body: { ...body, scan: false },
      });
      expect(items[0]?.verdict?.result).toBe("fail");
      expect(result).toBe("fail");
    });
    const other = await newestOf(service.client, "other/app");
    const run = await service.client.getScan({ params: { id: other.scanId ?? "" } });
    expect(run.trigger).toBe("gate");
  });
});

test("newer advisories change verdicts by themselves, and tell it", async () => {
  const app = await scanned("team/app");
  await addPolicy(
    JSON.stringify({ rules: [{ name: "exploited", result: "fail", finding: { kev: true } }] }),
  );
  expect(await judged(app.id)).toMatchObject({ result: "pass" });
  await sql`delete from notice`.execute(service.database.db);
  await noteDeployed(service.database.db, [app.id]);
  const exploited = testAdvisory({
    id: "CVE-2026-0009",
    fixed: "2.0-r0",
    severity: "low",
    kev: true,
  });
  source.offer({
    ...testAdvisories,
    info: { ...testAdvisories.info, version: "2", date: "2026-02-01" },
    lookup: (ecosystem, name) => [
      ...testAdvisories.lookup(ecosystem, name),
      ...(name === "busybox" && ecosystem === "Alpine:v3.18" ? [exploited] : []),
    ],
  });
  await service.client.updateDatabase();
  await until(async () => expect(await news("verdict.changed")).not.toEqual([]));
  expect(await judged(app.id)).toMatchObject({ result: "fail", reasons: [{ rule: "exploited" }] });
  expect(await news("finding.new")).toEqual([
    expect.objectContaining({
      ...{ vulnerability: "CVE-2026-0009", severity: "low", kev: true },
      artifacts: expect.arrayContaining([
        expect.objectContaining({
          artifactId: app.id,
          repository: "team/app",
          tags: ["1.0"],
          registryId,
          deployed: true,
        }),
      ]),
    }),
  ]);
  expect(await news("verdict.changed")).toContainEqual(
    expect.objectContaining({
      artifact: expect.objectContaining({ artifactId: app.id }),
      ...{ from: "pass", to: "fail", reasons: [expect.stringContaining("exploited")] },
    }),
  );
});

test("what a judge that is cut off has not judged is due still: the oldest", async () => {
  const { db } = service.database;
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
