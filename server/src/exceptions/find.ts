import type { Exception } from "@plimsoll/api";
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";
import { notFound } from "../error.ts";
import { type ScopeRow, toScope } from "../policies/scope.ts";

/** Days before its end from which an exception is said to be expiring. */
export const expiringDays = 14;

/** Of a row of `exception`, in UTC: it holds through its last day. */
export const stateOf = sql<Exception["state"]>`case
  when expires < ${today()} then 'expired'
  when expires <= ${today()} + ${expiringDays}::integer then 'expiring'
  else 'active' end`;

export function today(): RawBuilder<string> {
  return sql<string>`(now() at time zone 'UTC')::date`;
}

/** Of a row of `exception`: what it takes out of the newest tags' findings, an index's platforms each. */
const findingsOf = sql<number>`(
  select coalesce(sum(exception_use.findings), 0)::integer from exception_use
  where exception_id = exception.id and artifact_id in (
    select coalesce(child_id, newest_artifact_id) from repository
    left join artifact_child on index_id = newest_artifact_id where gone_at is null))`;

export function selectExceptions(db: Db) {
  return db
    .selectFrom("exception")
    .select([
      "id",
      "workspace_id",
      "vulnerability",
      "package",
      "registry_id",
      "space",
      "repository",
      "tag",
    ])
    .select(["reason", "justification", "author", "created_at"])
    .select([
      sql<string | null>`expires::text`.as("expires"),
      stateOf.as("state"),
      findingsOf.as("findings"),
    ]);
}

export type ExceptionRow = Awaited<
  ReturnType<ReturnType<typeof selectExceptions>["execute"]>
>[number];

export function toException(row: ExceptionRow): Exception {
  const { registry_id, space, repository, tag, created_at, workspace_id, ...rest } = row;
  return {
    ...rest,
    workspaceId: workspace_id,
    scope: toScope({ registry_id, space, repository, tag }),
    createdAt: created_at.toISOString(),
  };
}

/** Throws `not-found`. */
export async function getException(db: Db, id: string): Promise<Exception> {
  const row = await selectExceptions(db).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("exception");
  return toException(row);
}

/** Its scope, locked for the rest of the transaction. Throws `not-found`. */
export async function lockException(db: Db, id: string): Promise<ScopeRow> {
  const row = await db
    .selectFrom("exception")
    .select(["workspace_id", "registry_id", "space", "repository", "tag"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("exception");
  return row;
}
