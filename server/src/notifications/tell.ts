import type { NotifiedEvent } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { type NoticeArtifact, noticeArtifact } from "../events/notices.ts";

/** News of the service's own work, as the table `notice` keeps it; for `scan.*` either a scan or a whole run. */
export type WorkNotice =
  | { readonly event: "scan.complete" | "scan.failed"; readonly data: ScanNews | RunNews }
  | {
      readonly event: "database.stale";
      readonly data: { readonly name: string; readonly date: string; readonly days: number };
    }
  | {
      readonly event: "registry.unhealthy";
      readonly data: {
        readonly registryId: string;
        /** Whose it is; null: the platform's. */
        readonly workspaceId: string | null;
        readonly registry: string;
        readonly detail: string | null;
      };
    };

export type ScanNews = {
  readonly scanId: string;
  readonly artifact: NoticeArtifact;
  readonly scanner: string;
  /** Why it failed. */
  readonly reason: string | null;
};

export type RunNews = {
  readonly runId: string;
  /** Whose it is; null: the platform's. */
  readonly workspaceId: string | null;
  readonly name: string | null;
  readonly by: string | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
};

/** Writes news in the transaction that brings it. */
export async function tell(db: Db, { event, data }: WorkNotice): Promise<void> {
  await sql`insert into notice (event, data) values (${event}, ${toJson(data)}::jsonb)`.execute(db);
}

/**
 * Of scans that just ended. Those of a run are told with it, together; what a Harbor made by itself is no news. Nothing
 * is written where nobody wants to hear of it.
 */
export async function noteScans(db: Db, scanIds: readonly string[]): Promise<void> {
  const ended = sql`case when scan.state = 'complete' then 'scan.complete' else 'scan.failed' end`;
  await sql`
    insert into notice (event, data)
    select ${ended}, jsonb_build_object('scanId', scan.id, 'artifact', ${noticeArtifact},
      'scanner', scan.scanner_name, 'reason', scan.error_message)
    from scan join artifact on artifact.id = scan.artifact_id
    join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where scan.id = any(${scanIds}::uuid[]) and scan.run_id is null and scan.trigger <> 'import'
      and not registry.hidden
      and exists (select from channel where enabled and ${ended} = any(channel.events))`.execute(
    db,
  );
}

/** Of a run that is over. */
export async function tellRun(
  db: Db,
  run: Omit<RunNews, "runId" | "workspaceId"> & {
    readonly id: string;
    readonly workspace_id: string | null;
  },
): Promise<void> {
  const { id: runId, workspace_id: workspaceId, name, by, total, done, failed } = run;
  const event: NotifiedEvent = failed > 0 ? "scan.failed" : "scan.complete";
  await tell(db, { event, data: { runId, workspaceId, name, by, total, done, failed } });
}
