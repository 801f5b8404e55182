import type { ReportFinding, Summary } from "@plimsoll/api";
import type { ExceptableFinding } from "@plimsoll/engine/policy";
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Place } from "../policies/scope.ts";
import { toSummary } from "../reports/summary.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";
import { exceptingBy, holdingExceptions } from "./kept.ts";

/** Which of an image's findings is taken out by what; the others are not in it. */
export type ExceptionsOf = <F extends ExceptableFinding>(
  artifactId: string,
  findings: readonly F[],
) => ReadonlyMap<F, NonNullable<ReportFinding["exception"]>>;

/** For findings of these artifacts, as of now. Null where no exception holds at all: most of the time. */
export async function exceptionsOf(
  db: Db,
  artifactIds: readonly string[],
): Promise<ExceptionsOf | null> {
  const now = new Date();
  const exceptions = await holdingExceptions(db, now);
  if (exceptions.length === 0) return null;
  const { rows } = await sql<Place & { id: string }>`
    select artifact.id, repository.registry_id as "registryId", space.name as space, repository.path as repository,
      ${workspacesOf} as workspaces,
      array(select name from tag where gone_at is null and tag.artifact_id in (select artifact.id
        union all select index_id from artifact_child where child_id = artifact.id)) as tags
    from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where artifact.id = any(${artifactIds}::uuid[])`.execute(db);
  const places = new Map(rows.map(({ id, ...place }) => [id, place]));
  const except = exceptingBy(exceptions, now);
  return (artifactId, findings) => {
    const place = places.get(artifactId);
    if (place === undefined) return new Map();
    return new Map(
      except(findings, place).excepted.map(({ finding, exception: { id, reason, expires } }) => [
        finding,
        { id, reason, expires },
      ]),
    );
  };
}

/** Counts what of a report's findings is excepted. `found` is where they are, with a `report_id` each. */
export async function countExcepted(
  db: Db,
  parts: readonly { readonly id: string; readonly artifact_id: string }[],
  found: RawBuilder<unknown>,
): Promise<Summary> {
  const excepted = await exceptionsOf(
    db,
    parts.map((part) => part.artifact_id),
  );
  if (excepted === null) return toSummary([]);
  const { rows } = await sql<
    ExceptableFinding & { report_id: string; severity: number; fixable: boolean }
  >`
    select report_id, severity, fixable, vulnerability_id as id, coalesce(part.aliases, '[]') as aliases,
      part.package || jsonb_build_object('path', coalesce(part.package ->> 'path', '')) as package
    from ${found} as found cross join lateral jsonb_to_record(data) as part(aliases jsonb, package jsonb)`.execute(
    db,
  );
  const artifactOf = new Map(parts.map((part) => [part.id, part.artifact_id]));
  const out = [...Map.groupBy(rows, (row) => row.report_id)].flatMap(([id, findings]) => [
    ...excepted(artifactOf.get(id) ?? "", findings).keys(),
  ]);
  return toSummary(
    [...Map.groupBy(out, (row) => row.severity)].map(([severity, some]) => ({
      severity,
      total: some.length,
      fixable: some.filter(({ fixable }) => fixable).length,
    })),
  );
}
