import { randomUUID } from "node:crypto";
import { type ExceptedIn, exceptionsAsOpenVex } from "@plimsoll/engine/policy";
import { sql } from "kysely";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import type { Service } from "../service.ts";
import { readImages } from "../verdicts/images.ts";
import { openKnownPackages } from "../verdicts/known-packages.ts";
import { exceptingBy, holdingExceptions } from "./kept.ts";

/** Images that are looked at for what is taken out of them, by their newest tags. */
const mostImages = 5000;
/** Images read at a time. */
const chunk = 100;

/** Exceptions that hold, as an OpenVEX document: of the images in which they take something out. */
export async function exportOpenVex(
  { db }: Service,
  person: Person,
  now = new Date(),
): Promise<object> {
  allow(person, "results.export");
  const exceptions = await holdingExceptions(db, now);
  const except = exceptingBy(exceptions, now);
  const { rows } = await sql<{ id: string; image: string }>`
    select distinct artifact.id, ${imagePurl} as image
    from repository left join artifact_child on index_id = newest_artifact_id
    join artifact on artifact.id = coalesce(child_id, newest_artifact_id)
    join registry on registry.id = repository.registry_id
    where repository.gone_at is null and not registry.hidden
      and exists (select from exception_use where artifact_id = artifact.id)
    order by artifact.id limit ${mostImages}`.execute(db);
  const imageOf = new Map(rows.map(({ id, image }) => [id, image]));
  const found = new Map<string, ExceptedIn[]>(exceptions.map(({ id }) => [id, []]));
  const known = openKnownPackages();
  for (let start = 0; start < rows.length; start += chunk) {
    const ids = rows.slice(start, start + chunk).map(({ id }) => id);
    const wants = { base: false, seen: false, packages: false };
    for (const { artifactId, place, facts } of await readImages(db, ids, wants, known))
      for (const { finding, exception } of except(facts?.findings ?? [], place).excepted)
        found.get(exception.id)?.push({
          id: finding.id,
          package: { purl: finding.package.purl },
          image: imageOf.get(artifactId) ?? null,
        });
  }
  const { document } = exceptionsAsOpenVex(
    exceptions.map((exception) => ({ exception, findings: found.get(exception.id) ?? [] })),
    { id: `urn:uuid:${randomUUID()}`, author: "Plimsoll", at: now },
  );
  await auditAlone(db, person, {
    action: "exception.export",
    after: { exceptions: exceptions.length },
  });
  return document;
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const imagePurl = sql<string>`'pkg:oci/' || lower(regexp_replace(repository.path, '^.*/', '')) || '@'
  || replace(artifact.digest, ':', '%3A') || '?repository_url='
  || regexp_replace(registry.address, '^https?://', '') || '/' || repository.path`;
