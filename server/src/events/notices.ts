import type { ImageScope, Severity, VerdictResult } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";

/** Where an image that news is about is, enough to choose by scope and to name it. */
export type NoticeArtifact = {
  readonly artifactId: string;
  readonly digest: string;
  readonly registryId: string;
  readonly registry: string;
  readonly space: string;
  /** The whole path. */
  readonly repository: string;
  readonly tags: readonly string[];
  /** That it belongs to, which is not told to channels. */
  readonly workspaces: readonly string[];
};

/** With whether a cluster's admission webhook let it in of late. */
export type DeployedArtifact = NoticeArtifact & { readonly deployed: boolean };

/** News as the table `notice` keeps it. */
export type NoticeEvent =
  | {
      /** A tagged artifact is judged otherwise than before, by the same policy. */
      readonly event: "verdict.changed";
      readonly data: {
        readonly artifact: NoticeArtifact;
        /** For whom it is so: workspaces, and the platform (null). */
        readonly audience: readonly (string | null)[];
        readonly policy: { readonly id: string; readonly name: string };
        readonly from: VerdictResult;
        readonly to: VerdictResult;
        /** The first reasons, in English. */
        readonly reasons: readonly string[];
      };
    }
  | {
      /** Newer advisories brought a vulnerability into images in use: one for each vulnerability. */
      readonly event: "finding.new";
      readonly data: {
        readonly vulnerability: string;
        readonly severity: Severity;
        readonly kev: boolean;
        /** How many images in use have it now that had not. */
        readonly images: number;
        /** The first of them: those that are deployed before the others. */
        readonly artifacts: readonly DeployedArtifact[];
      };
    }
  | {
      /** Told once, 14 days before. */
      readonly event: "exception.expiring";
      readonly data: {
        readonly exceptionId: string;
        /** Whose it is; null: the platform's. */
        readonly workspaceId: string | null;
        readonly vulnerability: string;
        readonly package: string | null;
        readonly scope: ImageScope;
        readonly reason: string;
        /** The last day on which it holds. */
        readonly expires: string;
      };
    };

/** Writes news in the transaction that brings it. */
export async function note(db: Db, notices: readonly NoticeEvent[]): Promise<void> {
  if (notices.length === 0) return;
  await sql`
    insert into notice (event, data) select event, data
    from jsonb_to_recordset(${toJson(notices)}::jsonb) as row(event text, data jsonb)`.execute(db);
}

/** `NoticeArtifact` of a query's `artifact`, `repository`, `space` and `registry`. */
export const noticeArtifact = sql`jsonb_build_object('artifactId', artifact.id, 'digest', artifact.digest,
  'registryId', registry.id, 'registry', registry.name, 'space', space.name, 'repository', repository.path,
  'workspaces', ${workspacesOf},
  'tags', array(select name from tag where gone_at is null and tag.artifact_id in (
    select artifact.id union all select index_id from artifact_child where child_id = artifact.id) order by name))`;
