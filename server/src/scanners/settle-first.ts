import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { holdRegistries } from "../registries/get.ts";
import { keepUniqueSummary } from "../reports/unique-summary.ts";
import { judgeSpaces } from "../verdicts/due.ts";
import { builtinScannerId } from "./builtin/id.ts";

/** So many indexes are counted at a time. */
const chunk = 500;

/**
 * The scanner of whoever did not choose: of a Harbor the one that it has for the space, where it is hosted its Trivy,
 * else its default one; the built-in one where none of these can be used. One that has become unhealthy stays where it
 * was the first: its reports must not vanish for that.
 */
export function fallbackScanner(
  operation: RawBuilder<unknown>,
  registryId: RawBuilder<unknown>,
  space: { readonly native: RawBuilder<unknown>; readonly now: RawBuilder<unknown> },
): RawBuilder<string> {
  const { native, now } = space;
  const trivy = sql`(${operation} = 'hosted' and one.name ilike 'trivy%')`;
  return sql<string>`coalesce((
    select one.id from scanner as one
    where one.registry_id = ${registryId} and one.gone_at is null and not one.disabled
      and (one.health <> 'unhealthy' or one.id = ${now})
      and (one.id = ${native} or ${trivy} or one.is_default)
    order by one.id = ${native} desc nulls last, ${trivy} desc, one.is_default desc limit 1
  ), ${builtinScannerId}::uuid)`;
}

/**
 * Brings the first scanner of each of a registry's spaces up to date, and what their artifacts show to that scanner's
 * runs and reports. To be called while matches are held and the registry is.
 */
export async function settleFirst(tx: Tx, registryId: string): Promise<void> {
  const spaces = await moveSpaces(tx, registryId);
  if (spaces.length === 0) return;
  await sql`
    update artifact set
      scan_id = (select scan.id from scan where scan.artifact_id = artifact.id
        and scan.scanner_id = space.scanner_id order by seq desc limit 1),
      report_id = (select report.id from report where report.artifact_id = artifact.id
        and report.scanner_id = space.scanner_id)
    from repository join space on space.id = repository.space_id
    where repository.id = artifact.repository_id and space.id = any(${spaces}::uuid[])`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select artifact.id from artifact join repository on repository.id = repository_id
    where repository.space_id = any(${spaces}::uuid[]) and artifact.kind = 'index' order by artifact.id`.execute(
    tx,
  );
  for (let start = 0; start < rows.length; start += chunk)
    await keepUniqueSummary(
      tx,
      rows.slice(start, start + chunk).map(({ id }) => id),
    );
  await judgeSpaces(tx, spaces);
}

/** Of a space that is just being made: nobody can have chosen for it yet. */
export async function firstScanner(tx: Tx, registryId: string): Promise<string> {
  const fallback = fallbackScanner(sql.ref("registry.operation"), sql.ref("registry.id"), {
    native: sql`null::uuid`,
    now: sql`null::uuid`,
  });
  const { rows } = await sql<{ id: string }>`
    select coalesce(general.scanner_id, ${fallback}) as id
    from registry left join scanner_choice as general on general.registry_id = registry.id
      and general.space_id is null and general.position = 0
    where registry.id = ${registryId}`.execute(tx);
  return rows[0]?.id ?? builtinScannerId;
}

/** Waits for those who save a report or queue a scan and hold the space; what they wrote is seen afterwards. */
async function moveSpaces(tx: Tx, registryId: string): Promise<string[]> {
  const fallback = fallbackScanner(sql.ref("registry.operation"), sql.ref("registry.id"), {
    native: sql.ref("space.native_scanner_id"),
    now: sql.ref("space.scanner_id"),
  });
  const { rows } = await sql<{ id: string }>`
    with wanted as (
      select space.id, coalesce(own.scanner_id, general.scanner_id, ${fallback}) as scanner_id
      from space join registry on registry.id = space.registry_id
      left join scanner_choice as own on own.space_id = space.id and own.position = 0
      left join scanner_choice as general on general.registry_id = space.registry_id
        and general.space_id is null and general.position = 0
      where space.registry_id = ${registryId}
    )
    update space set scanner_id = wanted.scanner_id from wanted
    where space.id = wanted.id and space.scanner_id <> wanted.scanner_id
    returning space.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * The first scanner of each artifact's space. It cannot change until the transaction ends, so that what is written
 * now is shown if it is of that scanner, and only then. First of all locks but that of matches: whoever unbinds the
 * registry or chooses another scanner waits for it.
 */
export async function holdFirst(
  tx: Tx,
  artifactIds: readonly string[],
): Promise<ReadonlyMap<string, FirstScanner>> {
  await holdRegistries(tx, artifactIds);
  const { rows } = await sql<FirstScanner & { artifact_id: string }>`
    select artifact.id as artifact_id, space.scanner_id, space.registry_id
    from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id
    where artifact.id = any(${artifactIds}::uuid[])
    order by space.id for share of space`.execute(tx);
  return new Map(rows.map(({ artifact_id, ...first }) => [artifact_id, first]));
}

type FirstScanner = { readonly scanner_id: string; readonly registry_id: string };

/** Registries whose spaces have a scanner as their first. */
export async function registriesUsing(db: Db, scannerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("space")
    .select("registry_id")
    .distinct()
    .where("scanner_id", "=", scannerId)
    .orderBy("registry_id")
    .execute();
  return rows.map((row) => row.registry_id);
}
