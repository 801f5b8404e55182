import { severities } from "@plimsoll/api";
import { sql } from "kysely";
import { isDeployed } from "../admission/deployed.ts";
import type { Tx } from "../database/open.ts";
import { type DeployedArtifact, note, noticeArtifact } from "../events/notices.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";

/** Told of one change of the advisories: the worst. */
const mostVulnerabilities = 100;
/** Named with each, and as many more of each workspace. */
const mostArtifacts = 50;
/** The place of `high` in the severities: what is less is told only if it is known to be exploited. */
const told = severities.indexOf("high");

/** Writes news of the vulnerabilities that a match found in images in use: with a tag, or deployed, which are named first. */
export async function tellNew(tx: Tx, matchId: number): Promise<void> {
  const { rows } = await sql<{
    vulnerability: string;
    severity: number;
    kev: boolean;
    images: number;
    artifacts: DeployedArtifact[];
  }>`
    with added as (
      select known.vulnerability_id as id, known.severity, (known.data ->> 'kev')::boolean as kev, known.package_id
      from package_change cross join lateral jsonb_array_elements(package_change.added) as item
      join package_finding as known on known.package_id = package_change.package_id
        and known.vulnerability_id = item ->> 'id'
      where match_id = ${matchId}
    ), worst as (
      select id, min(severity) as severity, bool_or(kev) as kev, array_agg(package_id) as packages
      from added where severity <= ${told} or kev
      group by id order by bool_or(kev) desc, min(severity), id limit ${mostVulnerabilities}
    ), of_package as (
      select id, unnest(packages) as package_id from worst
    ), holder as (
      select distinct of_package.id, artifact_id
      from inventory cross join lateral unnest(package_ids) as held(package_id)
      join of_package using (package_id)
      where exists (select from worst)
    ), used as (
      select holder.id, artifact_id, ${isDeployed} as deployed, row_number() over (
        partition by holder.id order by ${isDeployed} desc, artifact.sort_at desc) as place
      from holder join artifact on artifact.id = artifact_id
      where artifact.gone_at is null and (artifact.tagged or ${isDeployed} or exists (
        select from artifact_child join artifact as parent on parent.id = index_id
        where child_id = artifact.id and parent.tagged and parent.gone_at is null))
    ), owned as (
      select used.id, artifact_id, row_number() over (partition by used.id, owner order by place) as place
      from used join artifact on artifact.id = artifact_id
      join repository on repository.id = artifact.repository_id
      join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
      cross join lateral unnest(${workspacesOf}) as owner
    )
    select worst.id as vulnerability, severity, kev, counted.images, named.artifacts
    from worst
    join lateral (select count(*)::integer as images from used where used.id = worst.id) as counted on images > 0
    cross join lateral (
      select jsonb_agg(${noticeArtifact} || jsonb_build_object('deployed', used.deployed) order by used.place) as artifacts
      from used join artifact on artifact.id = used.artifact_id
      join repository on repository.id = artifact.repository_id
      join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
      where used.id = worst.id and (used.place <= ${mostArtifacts} or used.artifact_id in (
        select artifact_id from owned where owned.id = worst.id and owned.place <= ${mostArtifacts}))
    ) as named`.execute(tx);
  await note(
    tx,
    rows.map(({ severity, ...rest }) => ({
      event: "finding.new",
      data: { ...rest, severity: severities[severity] ?? "unknown" },
    })),
  );
}
