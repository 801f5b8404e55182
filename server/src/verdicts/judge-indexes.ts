import { type VerdictReason, type VerdictResult, verdictResults } from "@plimsoll/api";
import { sql } from "kysely";
import type { Tx } from "../database/open.ts";
import { nobody } from "../database/seen.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";
import { type Said, whichCounts } from "./judge-place.ts";
import { putVerdicts } from "./keep.ts";

type Child = {
  readonly index_id: string;
  readonly child_id: string;
  readonly workspace_id: string;
  /** Of the index. */
  readonly workspaces: readonly string[];
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
    select index_id, child_id, ${workspacesOf} as workspaces, verdict_of.workspace_id,
      coalesce(artifact_child.platform, artifact.platform) as platform, policy_id, verdict_of.version, result, reasons
    from artifact_child join artifact on artifact.id = child_id
    join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    join verdict_of on verdict_of.artifact_id = child_id
    where index_id = any(${ids}::uuid[]) and artifact.kind = 'image' order by index_id, position`.execute(
    tx,
  );
  const made = [...Map.groupBy(rows, (row) => row.index_id)].flatMap(([artifactId, children]) =>
    judgeIndex(children).map((said) => ({ artifactId, ...said })),
  );
  await putVerdicts(tx, ids, made);
}

/** For everybody, and for each workspace that goes by something else on one of the platforms. */
function judgeIndex(children: readonly Child[]): Said[] {
  const images = [...Map.groupBy(children, (child) => child.child_id).values()];
  const of = (workspaceId: string) =>
    images.flatMap(
      (image) =>
        image.find((one) => one.workspace_id === workspaceId) ??
        image.find((one) => one.workspace_id === nobody) ??
        [],
    );
  const own = [...new Set(children.map((child) => child.workspace_id))].filter(
    (id) => id !== nobody,
  );
  return whichCounts(
    children[0]?.workspaces ?? [],
    worstOf(nobody, of(nobody)),
    own.flatMap((id) => worstOf(id, of(id)) ?? []),
  );
}

/** The reasons of all platforms that are as bad, each with its platform; what all of them say is said once. */
function worstOf(workspaceId: string, children: readonly Child[]): Omit<Said, "counts"> | null {
  const rank = ({ result }: Child) => verdictResults.indexOf(result);
  const worst = children.toSorted((a, b) => rank(a) - rank(b))[0];
  if (worst === undefined) return null;
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
  return { workspaceId, policyId, version, result, reasons: [...said.values()] };
}
