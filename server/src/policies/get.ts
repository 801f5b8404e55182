import type { Policy, policyVersionPageSchema } from "@plimsoll/api";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { viewPolicies } from "./find.ts";

/** Throws `not-found`. */
export async function getPolicy({ db }: Service, id: string): Promise<Policy> {
  const rows = await db.selectFrom("policy").selectAll().where("id", "=", id).execute();
  const [policy] = await viewPolicies(db, rows);
  if (policy === undefined) throw notFound("policy");
  return policy;
}

/** The newest first. Throws `not-found`. */
export async function listPolicyVersions(
  service: Service,
  id: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<z.output<typeof policyVersionPageSchema>> {
  await getPolicy(service, id);
  let versions = service.db
    .selectFrom("policy_version")
    .select(["version", "document", "at", "by"])
    .where("policy_id", "=", id)
    .orderBy("version", "desc")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    versions = versions.where("version", "<", Number(decodeCursor(query.cursor, 1)[0]));
  const rows = await versions.execute();
  return toPage(
    rows,
    query.limit,
    (row) => [row.version],
    rows.map((row) => ({ ...row, at: row.at.toISOString() })),
  );
}
