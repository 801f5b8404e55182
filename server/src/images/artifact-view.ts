import type { Artifact, ChildArtifact } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { linksOf } from "../registries/links.ts";
import { queuePositions } from "../scans/queue-position.ts";
import { queuedScans, selectCells, toCell, toIndexCell } from "./cell.ts";

/**
 * The artifacts with these ids as the API shows them, by id: three queries, however many there are, that see one
 * moment: a report saved between them would show with an index that does not count it. Those of registries that
 * are out of view are left out. `scannerId`: as they stand with this scanner in the place of their first.
 */
export async function viewArtifacts(
  db: Db,
  ids: readonly string[],
  scannerId: string | null = null,
): Promise<ReadonlyMap<string, Artifact>> {
  if (ids.length === 0) return new Map();
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((moment) => view(moment, ids, scannerId));
}

async function view(
  db: Db,
  ids: readonly string[],
  scannerId: string | null,
): Promise<ReadonlyMap<string, Artifact>> {
  const rows = await selectArtifacts(db, ids, scannerId);
  const indexIds = rows.filter((row) => row.kind === "index").map((row) => row.id);
  const children = indexIds.length === 0 ? [] : await selectChildren(db, indexIds, scannerId);
  const positions = await queuePositions(db, queuedScans([...rows, ...children]));
  const childrenOf = Map.groupBy(children, (row) => row.index_id);
  return new Map(
    rows.map((row) => {
      const inner = (childrenOf.get(row.id) ?? []).map(
        (child): ChildArtifact => ({
          ...toCell(child, positions),
          platform: child.index_platform ?? child.platform,
        }),
      );
      const index = row.kind === "index";
      const artifact: Artifact = {
        ...(index ? toIndexCell(row, inner) : toCell(row, positions)),
        imageId: row.image_id,
        registry: {
          id: row.registry_id,
          name: row.registry_name,
          kind: row.registry_kind,
          sample: row.registry_sample,
        },
        space: row.space,
        repository: row.path,
        tags: row.tags,
        createdAt: row.created_at?.toISOString() ?? null,
        pushedAt: row.pushed_at?.toISOString() ?? null,
        pullCommand: pullCommand(row),
        nativeUrl: nativeUrl(row),
        children: index ? inner : null,
        // Of the first scanner's reports, beside which it is kept.
        uniqueSummary: scannerId === null ? row.unique_summary : null,
        verdict:
          row.verdict === null || row.policy_name === null
            ? null
            : { result: row.verdict, policyName: row.policy_name },
      };
      return [row.id, artifact];
    }),
  );
}

function selectArtifacts(db: Db, ids: readonly string[], scannerId: string | null) {
  return selectCells(db, scannerId)
    .leftJoin("verdict", "verdict.artifact_id", "artifact.id")
    .leftJoin("policy", "policy.id", "verdict.policy_id")
    .select([
      "verdict.result as verdict",
      "policy.name as policy_name",
      "artifact.created_at",
      "artifact.pushed_at",
      "artifact.unique_summary",
      "repository.id as image_id",
      "repository.path",
      "space.name as space",
      "registry.id as registry_id",
      "registry.name as registry_name",
      "registry.sample as registry_sample",
      "registry.kind as registry_kind",
      "registry.address",
      "registry.external_address",
      "space.remote_id",
      sql<string[]>`array(select name from tag where artifact_id = artifact.id and gone_at is null
        order by sort_name desc, name)`.as("tags"),
    ])
    .where("artifact.id", "in", ids)
    .where("registry.hidden", "=", false)
    .execute();
}

function selectChildren(db: Db, indexIds: readonly string[], scannerId: string | null) {
  return selectCells(db, scannerId)
    .innerJoin("artifact_child", "artifact_child.child_id", "artifact.id")
    .select(["artifact_child.index_id", "artifact_child.platform as index_platform"])
    .where("artifact_child.index_id", "in", indexIds)
    .orderBy("artifact_child.position")
    .execute();
}

function nativeUrl(row: {
  readonly registry_kind: Artifact["registry"]["kind"];
  readonly address: string;
  readonly external_address: string | null;
  readonly remote_id: string | null;
  readonly path: string;
  readonly digest: string;
}): string | null {
  const links = linksOf({ ...row, kind: row.registry_kind });
  return links !== null && row.remote_id !== null
    ? links.artifact(row.remote_id, row.path, row.digest)
    : null;
}

function pullCommand(row: {
  readonly address: string;
  readonly path: string;
  readonly digest: string;
  readonly kind: Artifact["kind"];
}): string {
  const reference = `${new URL(row.address).host}/${row.path}@${row.digest}`;
  return row.kind === "other" ? `oras pull ${reference}` : `docker pull ${reference}`;
}
