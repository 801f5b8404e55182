import { type VerdictReason, type VerdictResult, verdictResults } from "@plimsoll/api";
import { sql } from "kysely";
import type { Tx } from "../database/open.ts";
import { type Made, putVerdicts } from "./keep.ts";

type Child = {
  readonly index_id: string;
  readonly platform: string | null;
  readonly policy_id: string;
  readonly version: number;
  readonly result: VerdictResult;
  readonly reasons: readonly VerdictReason[];
};

/** Judges the indexes among these artifacts, and those that hold some of them: each by the worst of its platforms. */
export async function judgeIndexes(tx: Tx, artifactIds: readonly string[]): Promise<void> {
  const { rows: indexes } = await sql<{ id: string }>`
    select id from artifact where kind = 'index' and (id = any(${artifactIds}::uuid[]) or id in (
      select index_id from artifact_child where child_id = any(${artifactIds}::uuid[])))
    order by id`.execute(tx);
  if (indexes.length === 0) return;
  const ids = indexes.map(({ id }) => id);
  const { rows } = await sql<Child>`
    select index_id, coalesce(artifact_child.platform, artifact.platform) as platform, policy_id, version, result, reasons
    from artifact_child join artifact on artifact.id = child_id
    join verdict on verdict.artifact_id = child_id
    where index_id = any(${ids}::uuid[]) and artifact.kind = 'image' order by index_id, position`.execute(
    tx,
  );
  const made = [...Map.groupBy(rows, (row) => row.index_id)].flatMap(([id, children]) =>
    worstOf(id, children),
  );
  const judged = made.map(({ artifactId }) => artifactId);
  await sql`
    delete from verdict where artifact_id = any(${ids}::uuid[]) and artifact_id <> all(${judged}::uuid[])`.execute(
    tx,
  );
  await putVerdicts(tx, made);
}

/** The reasons of all platforms that are as bad, each with its platform; what all of them say is said once. */
function worstOf(artifactId: string, children: readonly Child[]): Made[] {
  const rank = ({ result }: Child) => verdictResults.indexOf(result);
  const worst = children.toSorted((a, b) => rank(a) - rank(b))[0];
  if (worst === undefined) return [];
  const { policy_id: policyId, version, result } = worst;
  const bad = children.filter((child) => child.result === result && child.policy_id === policyId);
  const said = new Map<string, VerdictReason>();
  for (const { platform, reasons } of bad)
    for (const reason of reasons) {
      const everywhere = bad.every((child) =>
        child.reasons.some(({ rule, text }) => rule === reason.rule && text === reason.text),
      );
      const text = everywhere ? reason.text : `${platform ?? "one platform"}: ${reason.text}`;
      said.set(`${reason.rule}\n${text}`, { ...reason, text });
    }
  return [{ artifactId, policyId, version, result, reasons: [...said.values()] }];
}
