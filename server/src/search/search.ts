import type { SearchResult, searchQuery } from "@plimsoll/api";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../database/open.ts";
import { selectImages } from "../images/get.ts";
import type { Service } from "../service.ts";
import { heldBy } from "../vulnerabilities/held-by.ts";
import { listVulnerabilities } from "../vulnerabilities/list.ts";

/** So many of each kind. */
const most = 5;

/** Images, artifacts by digest, vulnerabilities and packages that a person may mean by a few letters. */
export async function search(
  service: Service,
  { q }: z.output<typeof searchQuery>,
): Promise<SearchResult> {
  const { db, view } = service;
  const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const [images, artifacts, vulnerabilities, packages] = await Promise.all([
    findImages(db, pattern),
    findArtifacts(db, q),
    listVulnerabilities(service, { q, sort: "severity", order: "desc", limit: most }),
    findPackages(db, pattern, heldBy(view)),
  ]);
  return {
    images,
    artifacts,
    vulnerabilities: vulnerabilities.items.map(({ id, severity, images: count }) => ({
      ...{ id, severity, images: count },
    })),
    packages,
  };
}

async function findImages(db: Db, pattern: string): Promise<SearchResult["images"]> {
  const rows = await selectImages(db)
    .where("repository.path", "ilike", pattern)
    .orderBy("repository.path")
    .orderBy("repository.id")
    .limit(most)
    .execute();
  return rows.map(({ registry_id, registry_name, space, path }) => ({
    registry: { id: registry_id, name: registry_name },
    space,
    repository: path,
  }));
}

const digest = /^(?:sha256:)?[0-9a-f]{6,64}$/;

async function findArtifacts(db: Db, q: string): Promise<SearchResult["artifacts"]> {
  if (!digest.test(q)) return [];
  const beginning = `${q.startsWith("sha256:") ? q : `sha256:${q}`}%`;
  const { rows } = await sql<SearchResult["artifacts"][number]>`
    select artifact.id, repository.path as repository, artifact.digest,
      array(select name from tag where tag.artifact_id = artifact.id and tag.gone_at is null
        order by sort_name desc limit 3) as tags
    from artifact join repository on repository.id = artifact.repository_id
    join registry on registry.id = repository.registry_id
    where artifact.digest like ${beginning} and artifact.gone_at is null and not registry.hidden
    order by artifact.sort_at desc, artifact.id limit ${most}`.execute(db);
  return rows;
}

async function findPackages(
  db: Db,
  pattern: string,
  held: RawBuilder<boolean>,
): Promise<SearchResult["packages"]> {
  const { rows } = await sql<SearchResult["packages"][number]>`
    select data -> 'package' ->> 'name' as name, data -> 'package' ->> 'type' as type from package
    where data -> 'package' ->> 'name' ilike ${pattern} and ${held}
    group by 1, 2 order by length(data -> 'package' ->> 'name'), 1, 2 limit ${most}`.execute(db);
  return rows;
}
