import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { toJson } from "../database/json.ts";
import { countMerged, mergedFindings } from "./merged.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

type Told = { readonly id: string; readonly aliases?: readonly string[]; readonly of?: string };
const version = "1.0";

/** An image with a report of each scanner; gives what is merged, as `id +alias (scanners)`. */
async function merge(reports: Readonly<Record<string, readonly Told[]>>) {
  const { db } = database;
  const { rows } = await sql<{ id: string }>`
    with r as (insert into registry (name, kind, address)
      values (${randomUUID()}, 'distribution', 'http://x') returning id),
    s as (insert into space (registry_id, name) select id, 's' from r returning id, registry_id),
    p as (insert into repository (registry_id, space_id, path, listed_at)
      select registry_id, id, 's/p', now() from s returning id)
    insert into artifact (repository_id, digest, kind, media_type, size, sort_at)
    select id, 'sha256:1', 'image', 'm', 1, now() from p returning id`.execute(db);
  const artifact_id = rows[0]?.id ?? "";
  const parts = [];
  for (const [by, findings] of Object.entries(reports)) {
    const scanner = await db
      .insertInto("scanner")
      .values({ name: randomUUID(), kind: "trivy", config: toJson({ kind: "trivy" }) })
      .returning("id")
      .executeTakeFirstOrThrow();
    const of = {
      artifact_id,
      scanner_id: scanner.id,
      scanner_name: by,
      scanner_version: "1",
    };
    const scan = await db
      .insertInto("scan")
      .values({ ...of, state: "complete", trigger: "manual", priority: 0 })
      .returning("id")
      .executeTakeFirstOrThrow();
    const report = await db
      .insertInto("report")
      .values({
        ...of,
        scan_id: scan.id,
        scanned_at: new Date(),
        duration: 1,
        database: toJson({ name: by, version: "1", date: null, limits: [], sources: [] }),
        os: toJson(null),
        summary: toJson({}),
        packages: null,
        layers: "[]",
        skipped: "[]",
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    for (const [position, { id, aliases = [], of: name = "pkg" }] of findings.entries())
      await db
        .insertInto("finding")
        .values({
          report_id: report.id,
          position,
          vulnerability_id: id,
          severity: 1,
          fixable: false,
          package_name: name,
          package_version: version,
          data: toJson({ id, aliases, by }) as never,
        })
        .execute();
    parts.push({ id: report.id, artifact_id, by });
  }
  const found = await db
    .selectFrom(mergedFindings(parts).as<"found">("found"))
    .selectAll()
    .orderBy("vulnerability_id")
    .orderBy("package_name")
    .execute();
  expect((await countMerged(db, parts))?.total).toBe(found.length);
  return found.map(({ vulnerability_id, data, found_by, package_name }) => {
    const also = (data as { aliases: string[] }).aliases.map((alias) => ` +${alias}`).join("");
    return `${vulnerability_id}${package_name === "pkg" ? "" : `/${package_name}`}${also} (${found_by.join(", ")})`;
  });
}

const ghsa = "GHSA-aaaa-bbbb-cccc";

describe("findings of several scanners are one", () => {
  test.each<[string, Record<string, Told[]>, string[]]>([
    [
      "where both have the same name for it",
      { A: [{ id: "CVE-1" }], B: [{ id: "CVE-1" }] },
      ["CVE-1 (A, B)"],
    ],
    [
      "where the first names the other's as an alias",
      { A: [{ id: ghsa, aliases: ["CVE-1"] }], B: [{ id: "CVE-1" }] },
      [`${ghsa} +CVE-1 (A, B)`],
    ],
    [
      "where the second does",
      { A: [{ id: "CVE-1" }], B: [{ id: ghsa, aliases: ["CVE-1"] }] },
      [`CVE-1 +${ghsa} (A, B)`],
    ],
    [
      "where only a third tells that they are",
      { A: [{ id: ghsa }], B: [{ id: "CVE-1" }], C: [{ id: ghsa, aliases: ["CVE-1"] }] },
      [`${ghsa} +CVE-1 (A, B, C)`],
    ],
    [
      "by an alias of an alias",
      {
        A: [{ id: "PYSEC-1", aliases: [ghsa] }],
        B: [{ id: ghsa, aliases: ["CVE-1"] }],
        C: [{ id: "CVE-1" }],
      },
      [`PYSEC-1 +CVE-1 +${ghsa} (A, B, C)`],
    ],
    [
      "where none of the names is a CVE",
      { A: [{ id: "PYSEC-1", aliases: [ghsa] }], B: [{ id: ghsa }] },
      [`PYSEC-1 +${ghsa} (A, B)`],
    ],
    [
      "but not two CVEs that one advisory fixes",
      {
        A: [{ id: "RHSA-1", aliases: ["CVE-1", "CVE-2"] }],
        B: [
          { id: "CVE-1", aliases: ["RHSA-1"] },
          { id: "CVE-2", aliases: ["RHSA-1"] },
        ],
      },
      ["CVE-2 +RHSA-1 (B)", "RHSA-1 +CVE-1 +CVE-2 (A, B)"],
    ],
    [
      "but not in different packages",
      { A: [{ id: ghsa, aliases: ["CVE-1"] }], B: [{ id: "CVE-1", of: "other" }] },
      ["CVE-1/other (B)", `${ghsa} +CVE-1 (A)`],
    ],
    [
      "nor where they share nothing but a vendor's id of another",
      { A: [{ id: "CVE-1", aliases: ["DLA-1"] }], B: [{ id: "CVE-2", aliases: ["DLA-1"] }] },
      ["CVE-1 +DLA-1 (A)", "CVE-2 +DLA-1 (B)"],
    ],
  ])("%s", async (_, reports, expected) => {
    expect(await merge(reports)).toEqual(expected);
  });
});
