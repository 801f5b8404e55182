import type { Verdict, VerdictResult } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { nobody } from "../database/seen.ts";
import { publish } from "../events/bus.ts";
import { type NoticeArtifact, note, noticeArtifact } from "../events/notices.ts";
import type { Said } from "./judge-place.ts";

/** A verdict that was just made. */
export type Made = Said & { readonly artifactId: string };

/** How many findings of an image an exception takes out. */
export type Use = {
  readonly artifactId: string;
  readonly exceptionId: string;
  readonly findings: number;
};

/** Reasons that news tells. */
const mostReasons = 5;

/** Makes the verdicts of those of these artifacts that are images those given. */
export async function saveVerdicts(
  tx: Tx,
  artifactIds: readonly string[],
  made: readonly Made[],
): Promise<void> {
  const rows = await tx
    .selectFrom("artifact")
    .select("id")
    .where("id", "in", artifactIds)
    .where("kind", "=", "image")
    .execute();
  await putVerdicts(
    tx,
    rows.map(({ id }) => id),
    made,
  );
}

type Kept = Pick<Made, "artifactId" | "workspaceId" | "policyId" | "version" | "result" | "counts">;

/** What is the same is not written, what has none any more loses it, and what is another is news. */
export async function putVerdicts(
  tx: Tx,
  artifactIds: readonly string[],
  made: readonly Made[],
): Promise<void> {
  const before = await sql<Kept>`
    select artifact_id as "artifactId", workspace_id as "workspaceId", policy_id as "policyId", version, result, counts
    from verdict_of where artifact_id = any(${artifactIds}::uuid[])`.execute(tx);
  await sql`
    delete from verdict_of where artifact_id = any(${artifactIds}::uuid[]) and (artifact_id, workspace_id) not in (
      select * from unnest(${made.map((one) => one.artifactId)}::uuid[],
        ${made.map((one) => one.workspaceId)}::uuid[]))`.execute(tx);
  if (made.length > 0)
    await sql`
    insert into verdict_of (artifact_id, workspace_id, policy_id, version, result, reasons, counts)
    select * from jsonb_to_recordset(${toJson(made)}::jsonb) as row("artifactId" uuid, "workspaceId" uuid,
      "policyId" uuid, version integer, result text, reasons jsonb, counts boolean)
    order by "artifactId", "workspaceId"
    on conflict (artifact_id, workspace_id) do update set policy_id = excluded.policy_id,
      version = excluded.version, result = excluded.result, reasons = excluded.reasons, counts = excluded.counts,
      at = case when verdict_of.reasons is distinct from excluded.reasons
        or (verdict_of.policy_id, verdict_of.version, verdict_of.result)
          is distinct from (excluded.policy_id, excluded.version, excluded.result) then now() else verdict_of.at end
    where (verdict_of.policy_id, verdict_of.version, verdict_of.result, verdict_of.reasons, verdict_of.counts)
      is distinct from (excluded.policy_id, excluded.version, excluded.result, excluded.reasons, excluded.counts)`.execute(
      tx,
    );
  await tellChanged(tx, before.rows, made);
}

async function tellChanged(tx: Tx, before: readonly Kept[], made: readonly Made[]): Promise<void> {
  const was = Map.groupBy(before, ({ artifactId }) => artifactId);
  const is = Map.groupBy(made, ({ artifactId }) => artifactId);
  const resultsOf = (some: readonly Kept[] = []) =>
    some
      .map(({ workspaceId, policyId, result, counts }) =>
        [workspaceId, policyId, result, counts].join(),
      )
      .sort()
      .join(" ");
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (id) => resultsOf(was.get(id)) !== resultsOf(is.get(id)),
  );
  await tellConsoles(tx, changed);
  await noteChanges(tx, was, is, changed);
}

/** At most so many: what is not told of is right when it is read the next time. */
const mostTold = 1000;

/** With a policy go its verdicts. */
export async function tellUndecided(tx: Tx, policyId: string): Promise<void> {
  const rows = await tx
    .selectFrom("verdict_of")
    .select("artifact_id")
    .distinct()
    .where("policy_id", "=", policyId)
    .limit(mostTold)
    .execute();
  await tellConsoles(
    tx,
    rows.map((row) => row.artifact_id),
  );
}

async function tellConsoles(tx: Tx, artifactIds: readonly string[]): Promise<void> {
  if (artifactIds.length === 0) return;
  const rows = await tx
    .selectFrom("artifact")
    .select(["id", "repository_id"])
    .where("id", "in", artifactIds.slice(0, mostTold))
    .execute();
  const images = Map.groupBy(rows, (row) => row.repository_id);
  const events = [...images].map(([imageId, artifacts]) => ({
    type: "verdict" as const,
    imageId,
    // A notification carries 8,000 bytes.
    artifactIds: artifacts.slice(0, 150).map(({ id }) => id),
  }));
  await publish(tx, ...events);
}

type ByArtifact<K> = ReadonlyMap<string, readonly K[]>;

/** Of what is in use: what has a tag of its own. That a person changed the policy is no news of the image. */
async function noteChanges(
  tx: Tx,
  was: ByArtifact<Kept>,
  is: ByArtifact<Made>,
  changed: readonly string[],
): Promise<void> {
  const ids = changed.filter((id) => was.has(id));
  if (ids.length === 0) return;
  const { rows } = await sql<{ artifact: NoticeArtifact }>`
    select ${noticeArtifact} as artifact
    from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where artifact.id = any(${ids}::uuid[]) and artifact.tagged and artifact.gone_at is null`.execute(
    tx,
  );
  const policies = await tx.selectFrom("policy").select(["id", "name"]).execute();
  const names = new Map(policies.map(({ id, name }) => [id, name]));
  await note(
    tx,
    rows.flatMap(({ artifact }) =>
      changesFor(artifact, was.get(artifact.artifactId), is.get(artifact.artifactId)).map(
        ({ audience, from, to: { policyId, result, reasons } }) => ({
          event: "verdict.changed" as const,
          data: {
            ...{ artifact, audience, from, to: result },
            policy: { id: policyId, name: names.get(policyId) ?? "" },
            reasons: reasons.slice(0, mostReasons).map(({ rule, text }) => `${rule}: ${text}`),
          },
        }),
      ),
    ),
  );
}

/** What changed for the platform, and for each workspace that the image belongs to; the same for several is said once. */
function changesFor(
  { workspaces }: NoticeArtifact,
  was: readonly Kept[] = [],
  is: readonly Made[] = [],
) {
  const changes = new Map<Made, { audience: (string | null)[]; from: VerdictResult; to: Made }>();
  for (const audience of [null, ...workspaces]) {
    const [from, to] = [effective(was, audience), effective(is, audience)];
    if (from === undefined || to === undefined || from.result === to.result) continue;
    if (from.policyId !== to.policyId || from.version !== to.version) continue;
    const known = changes.get(to);
    if (known === undefined) changes.set(to, { audience: [audience], from: from.result, to });
    else if (known.from === from.result) known.audience.push(audience);
  }
  return [...changes.values()];
}

/** What one goes by: the platform (null) by what counts, a workspace by its own, otherwise by everybody's. */
function effective<K extends Kept>(some: readonly K[], audience: string | null): K | undefined {
  if (audience === null) return some.find(({ counts }) => counts);
  const of = (id: string) => some.find(({ workspaceId }) => workspaceId === id);
  return of(audience) ?? of(nobody);
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
