import type { ArtifactReport } from "@plimsoll/api";
import { sql } from "kysely";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";

/** How an artifact stands with each scanner that has to do with it. Throws `not-found`. */
export async function listArtifactReports(
  service: Service,
  artifactId: string,
): Promise<{ items: ArtifactReport[] }> {
  const { rows } = await sql<ArtifactReport["by"] & { first: boolean }>`
    with part as (
      select ${artifactId}::uuid as id union all
      select child_id from artifact_child where index_id = ${artifactId}
    ), place as (
      select space.id as space_id, space.registry_id, space.scanner_id
      from artifact join repository on repository.id = artifact.repository_id
      join space on space.id = repository.space_id where artifact.id = ${artifactId}
    )
    select scanner.id, scanner.name, scanner.kind, scanner.id = place.scanner_id as first
    from place cross join scanner
    where scanner.id = place.scanner_id
      or exists (select from scan where scan.scanner_id = scanner.id and artifact_id in (select id from part))
      or exists (select from report where report.scanner_id = scanner.id and artifact_id in (select id from part))
      or exists (select from scanner_choice as choice where choice.scanner_id = scanner.id
        and (choice.space_id = place.space_id or choice.space_id is null and choice.registry_id = place.registry_id
          and not exists (select from scanner_choice as own where own.space_id = place.space_id)))
    order by first desc, scanner.name, scanner.id`.execute(service.db);
  const items = [];
  for (const { first, ...by } of rows)
    items.push({ by, first, ...(await getArtifact(service, artifactId, by.id)) });
  // Says `not-found`.
  if (items.length === 0) await getArtifact(service, artifactId);
  return { items };
}
