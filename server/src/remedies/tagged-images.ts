import type { Summary } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/** What a tag of a repository stands for on one platform, as its first scanner's last report has it. */
export type TaggedImage = {
  readonly tag: string;
  readonly artifactId: string;
  readonly digest: string;
  /** OCI's ChainID of its layers; null where its config was not kept. */
  readonly chainId: Buffer | null;
  readonly summary: Summary;
  readonly createdAt: Date | null;
};

/** So many tags are looked at, the newest. */
const most = 1000;

/** The tags of a repository that have been scanned; of an index, its image for the platform. */
export async function taggedImages(
  db: Db,
  repositoryId: string,
  platform: string | null,
): Promise<TaggedImage[]> {
  const { rows } = await sql<TaggedImage>`
    select tag.name as tag, image.id as "artifactId", image.digest, config.chain_id as "chainId",
      report.summary, image.created_at as "createdAt"
    from tag
    join artifact as tagged on tagged.id = tag.artifact_id
    left join artifact_child as child on child.index_id = tagged.id
      and (child.platform = ${platform} or ${platform}::text is null)
    join artifact as image on image.id = coalesce(child.child_id, tagged.id)
    join report on report.id = image.report_id
    left join image_config as config on config.artifact_id = image.id
    where tag.repository_id = ${repositoryId} and tag.gone_at is null
      and (image.platform = ${platform} or child.platform = ${platform} or ${platform}::text is null)
    order by tagged.sort_at desc, tag.name limit ${most}`.execute(db);
  return rows;
}
