import type { Verdict, VerdictReason, VerdictResult } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { type NoticeArtifact, note, noticeArtifact } from "../events/notices.ts";

/** A verdict that was just made. */
export type Made = {
  readonly artifactId: string;
  readonly policyId: string;
  readonly version: number;
  readonly result: VerdictResult;
  readonly reasons: readonly VerdictReason[];
};

/** How many findings of an image an exception takes out. */
export type Use = {
  readonly artifactId: string;
  readonly exceptionId: string;
  readonly findings: number;
};

/** Reasons that news tells. */
const mostReasons = 5;

/** Makes the verdicts of these artifacts those given: what is the same is not written, and what has none any more loses it. */
export async function saveVerdicts(
  tx: Tx,
  artifactIds: readonly string[],
  made: readonly Made[],
): Promise<void> {
  const judged = made.map(({ artifactId }) => artifactId);
  await sql`
    delete from verdict using artifact where artifact.id = artifact_id and artifact.kind = 'image'
      and artifact_id = any(${artifactIds}::uuid[]) and artifact_id <> all(${judged}::uuid[])`.execute(
    tx,
  );
  await putVerdicts(tx, made);
}

/** Writes those that are others than what is kept, and the news of it. */
export async function putVerdicts(tx: Tx, made: readonly Made[]): Promise<void> {
  if (made.length === 0) return;
  const { rows } = await sql<{ id: string; before: VerdictResult | null }>`
    with made as (
      select * from jsonb_to_recordset(${toJson(made)}::jsonb) as row("artifactId" uuid, "policyId" uuid,
        version integer, result text, reasons jsonb)
    ), before as (
      select artifact_id, policy_id, version, result from verdict
      where artifact_id = any(${made.map(({ artifactId }) => artifactId)}::uuid[])
    ), written as (
      insert into verdict (artifact_id, policy_id, version, result, reasons)
      select "artifactId", "policyId", version, result, reasons from made order by "artifactId"
      on conflict (artifact_id) do update set policy_id = excluded.policy_id, version = excluded.version,
        result = excluded.result, reasons = excluded.reasons, at = now()
      where (verdict.policy_id, verdict.version, verdict.result, verdict.reasons)
        is distinct from (excluded.policy_id, excluded.version, excluded.result, excluded.reasons)
      returning artifact_id, policy_id, version, result
    )
    select written.artifact_id as id, before.result as before
    from written join before using (artifact_id, policy_id, version)
    where before.result <> written.result`.execute(tx);
  await tellChanged(tx, new Map(rows.map(({ id, before }) => [id, before])), made);
}

/** Of what is in use: what has a tag of its own. That a person changed the policy is no news of the image. */
async function tellChanged(
  tx: Tx,
  before: ReadonlyMap<string, VerdictResult | null>,
  made: readonly Made[],
): Promise<void> {
  if (before.size === 0) return;
  const { rows } = await sql<{ id: string; artifact: NoticeArtifact; policy: string }>`
    select artifact.id, policy.name as policy, ${noticeArtifact} as artifact
    from artifact join verdict on verdict.artifact_id = artifact.id
    join policy on policy.id = verdict.policy_id
    join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where artifact.id = any(${[...before.keys()]}::uuid[]) and artifact.tagged and artifact.gone_at is null`.execute(
    tx,
  );
  const now = new Map(made.map((one) => [one.artifactId, one]));
  await note(
    tx,
    rows.flatMap(({ id, artifact, policy }) => {
      const [from, to] = [before.get(id), now.get(id)];
      if (!from || to === undefined) return [];
      const reasons = to.reasons.slice(0, mostReasons).map(({ rule, text }) => `${rule}: ${text}`);
      const data = { artifact, policy: { id: to.policyId, name: policy }, from, to: to.result };
      return [{ event: "verdict.changed" as const, data: { ...data, reasons } }];
    }),
  );
}

/** Makes what exceptions take out of these artifacts what is given. */
export async function saveUses(
  tx: Tx,
  artifactIds: readonly string[],
  uses: readonly Use[],
): Promise<void> {
  await sql`
    delete from exception_use where artifact_id = any(${artifactIds}::uuid[])
      and (artifact_id, exception_id) not in (
        select * from unnest(${uses.map((use) => use.artifactId)}::uuid[],
          ${uses.map((use) => use.exceptionId)}::uuid[]))`.execute(tx);
  if (uses.length === 0) return;
  await sql`
    insert into exception_use (artifact_id, exception_id, findings)
    select "artifactId", "exceptionId", findings
    from jsonb_to_recordset(${toJson(uses)}::jsonb) as row("artifactId" uuid, "exceptionId" uuid, findings integer)
    where exists (select from exception where id = "exceptionId")
    order by "artifactId", "exceptionId"
    on conflict (artifact_id, exception_id) do update set findings = excluded.findings
    where exception_use.findings <> excluded.findings`.execute(tx);
}

/** What is kept of an artifact; null where no policy decides on it, and before it was judged. */
export async function findVerdicts(
  db: Db,
  artifactIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  if (artifactIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("verdict")
    .innerJoin("policy", "policy.id", "verdict.policy_id")
    .select(["artifact_id", "result", "reasons", "verdict.version", "at", "policy.id", "name"])
    .where("artifact_id", "in", artifactIds)
    .execute();
  return new Map(
    rows.map(({ artifact_id, result, reasons, version, at, id, name }) => [
      artifact_id,
      { result, policy: { id, name, version }, reasons, at: at.toISOString() },
    ]),
  );
}
