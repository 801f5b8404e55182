import { sql } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import { queueScans } from "./create.ts";
import { notedImages } from "./noted.ts";

/**
 * Queues a scan of each image of a repository that was pushed since its registry is to be listened to: one for a digest,
 * however often and by whomever it is told, for it is scanned only if it never was. What has no tag is left alone.
 * The last of its transaction, for it is written in the audit.
 */
export async function scanPushed(tx: Tx, repositoryId: string, version: string): Promise<void> {
  const { rows } = await sql<{ id: string; workspace_id: string | null }>`
    select artifact.id, registry.workspace_id from artifact join repository on repository.id = artifact.repository_id
    join registry on registry.id = repository.registry_id
    where repository.id = ${repositoryId} and registry.synced_at is not null
      and artifact.first_seen_at > registry.scan_on_push_at
      and artifact.kind = 'image' and artifact.gone_at is null
      and (artifact.tagged or exists (select from artifact_child join artifact as parent on parent.id = index_id
        where child_id = artifact.id and parent.tagged and parent.gone_at is null))
      and not exists (select from scan where scan.artifact_id = artifact.id)
    order by artifact.id`.execute(tx);
  if (rows.length === 0) return;
  const firsts = await holdFirst(
    tx,
    rows.map(({ id }) => id),
  );
  const wanted = rows.flatMap(({ id }) => {
    const scanner = firsts.get(id)?.scanner_id;
    return scanner === undefined ? [] : [{ id, scanner, first: true }];
  });
  const queued = await queueScans(tx, wanted, version, "push");
  const images = await notedImages(
    tx,
    queued.map(({ artifactId }) => artifactId),
  );
  await audit(
    tx,
    { kind: "system", workspaceId: rows[0]?.workspace_id ?? null },
    { action: "scan.start", after: { ...images, because: "push" } },
  );
}
