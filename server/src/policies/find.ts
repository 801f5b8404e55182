import type { Policy } from "@plimsoll/api";
import { type Selectable, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound, PlimsollError } from "../error.ts";
import { toScope } from "./scope.ts";

export type PolicyRow = Selectable<Database["policy"]>;

/** Locked for the rest of the transaction. Throws `not-found`. */
export async function lockPolicy(db: Db, id: string): Promise<PolicyRow> {
  const row = await db
    .selectFrom("policy")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("policy");
  return row;
}

/** As the API shows them, with what they decide: by each image's newest tag. */
export async function viewPolicies(db: Db, rows: readonly PolicyRow[]): Promise<Policy[]> {
  if (rows.length === 0) return [];
  const counts = await sql<{ id: string; result: keyof Policy["images"]; images: number }>`
    select policy_id as id, result, count(*)::integer as images
    from verdict join repository on repository.newest_artifact_id = artifact_id
    join registry on registry.id = repository.registry_id
    where policy_id = any(${rows.map(({ id }) => id)}::uuid[]) and repository.gone_at is null and not registry.hidden
    group by policy_id, result`.execute(db);
  const of = (id: string, result: keyof Policy["images"]) =>
    counts.rows.find((row) => row.id === id && row.result === result)?.images ?? 0;
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    document: row.document,
    scope: toScope(row),
    enabled: row.enabled,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    images: {
      fail: of(row.id, "fail"),
      unknown: of(row.id, "unknown"),
      warn: of(row.id, "warn"),
      pass: of(row.id, "pass"),
    },
  }));
}

/** Throws `conflict` for a name that another of the same workspace, or of the platform's, has. */
export async function refuseTakenPolicyName(
  db: Db,
  workspaceId: string | null,
  name: string,
  except: string | null = null,
): Promise<void> {
  const { rows } = await sql`
    select from policy where lower(name) = lower(${name}) and id is distinct from ${except}::uuid
      and workspace_id is not distinct from ${workspaceId}::uuid`.execute(db);
  if (rows.length > 0)
    throw new PlimsollError("conflict", `There is a policy named ${name} already.`, {
      hint: "Choose another name.",
    });
}
