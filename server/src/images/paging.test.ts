import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, startTestService, type TestService } from "../../test/harness.ts";

let service: TestService;
let registryId: string;
beforeAll(async () => {
  service = await startTestService();
  registryId = await fill("Large", 60, 40);
});
afterAll(() => service.close());

/** A registry of many images with many artifacts each, many of which were built at the same moment. */
async function fill(name: string, images: number, artifacts: number): Promise<string> {
  const { db } = service.database;
  const { id } = await db
    .insertInto("registry")
    .values({ name, kind: "distribution", address: "http://127.0.0.1:1" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await sql`
    insert into space (registry_id, name, images) select ${id}::uuid, 'team', ${images}::integer`.execute(
    db,
  );
  await sql`
    insert into repository (registry_id, space_id, path, listed_at, artifacts)
    select ${id}::uuid, space.id, 'team/app-' || n, now(), ${artifacts}::integer
    from space, generate_series(1, ${images}::integer) as n where registry_id = ${id}::uuid`.execute(
    db,
  );
  await sql`
    with made as (
      insert into artifact (repository_id, digest, kind, media_type, size, sort_at, tagged)
      select repository.id, 'sha256:' || n, 'image', 'm', 1,
        timestamptz '2024-01-01 00:00:00.123456Z' + (n / 10) * interval '1 microsecond', true
      from repository, generate_series(1, ${artifacts}::integer) as n where registry_id = ${id}::uuid
      returning id, repository_id, digest
    )
    insert into tag (repository_id, name, sort_name, artifact_id)
    select repository_id, substr(digest, 8), substr(digest, 8), id from made`.execute(db);
  return id;
}

describe("page by page, every row comes once and in the same order", () => {
  test("images", async () => {
    const ids = await collect((cursor) =>
      service.client.listImages({ query: { registry: registryId, limit: 7, ...cursor } }),
    );
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
  });

  test("artifacts that were built in the same microsecond", async () => {
    const { items } = await service.client.listImages({ query: { q: "team/app-1" } });
    const image = items[0]?.id ?? "";
    const ids = await collect((cursor) =>
      service.client.listArtifacts({ query: { image, limit: 3, ...cursor } }),
    );
    const whole = await service.client.listArtifacts({ query: { image, limit: 500 } });
    expect(ids).toEqual(whole.items.map((artifact) => artifact.id));
    expect(ids).toHaveLength(40);
  });

  test("registries and spaces", async () => {
    for (let n = 1; n <= 5; n += 1) await fill(`Small ${n}`, 1, 1);
    const registries = await collect((cursor) =>
      service.client.listRegistries({ query: { limit: 2, ...cursor } }),
    );
    const spaces = await collect((cursor) =>
      service.client.listSpaces({ query: { limit: 2, ...cursor } }),
    );
    expect([new Set(registries).size, registries.length]).toEqual([6, 6]);
    expect([new Set(spaces).size, spaces.length]).toEqual([6, 6]);
  });

  test("and what comes in between moves nothing that is still to come", async () => {
    const query = { registry: registryId, limit: 20 };
    const first = await service.client.listImages({ query });
    await sql`
      insert into repository (registry_id, space_id, path, listed_at)
      select registry_id, id, 'team/aaa', now() from space where registry_id = ${registryId}`.execute(
      service.database.db,
    );
    const next = await service.client.listImages({ query: { ...query, cursor: first.next ?? "" } });
    const seen = new Set(first.items.map((image) => image.id));
    expect(next.items.some((image) => seen.has(image.id))).toBe(false);
    const [last, following] = [first.items.at(-1), next.items[0]];
    expect([last?.repository, following?.repository].sort()[0]).toBe(last?.repository);
  });
});

test("a search takes its text as it is written", async () => {
  const found = async (q: string) =>
    (await service.client.listImages({ query: { q, registry: registryId, limit: 500 } })).items;
  expect(await found("APP-11")).toHaveLength(1);
  expect(await found("app_1")).toHaveLength(0);
  expect(await found("%")).toHaveLength(0);
});

test("the artifacts of an image that is not there are not an empty list", async () => {
  const image = "00000000-0000-4000-8000-000000000000";
  const listing = service.client.listArtifacts({ query: { image } });
  expect((await refusal(listing)).code).toBe("not-found");
});

/** The ids of all pages. */
async function collect(
  page: (cursor: { cursor?: string }) => Promise<{ items: { id: string }[]; next: string | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: { cursor?: string } | null = {}; cursor !== null; ) {
    const { items, next } = await page(cursor);
    ids.push(...items.map((item) => item.id));
    cursor = next === null ? null : { cursor: next };
  }
  return ids;
}
