import { type Scanner, scannerConfigSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";
import { builtinScannerId } from "./builtin/id.ts";

export function selectScanners(db: Db) {
  return db
    .selectFrom("scanner")
    .leftJoin("registry", "registry.id", "scanner.registry_id")
    .selectAll("scanner")
    .select([
      "registry.name as registry_name",
      sql<Scanner["usedBy"]>`(
        select coalesce(jsonb_agg(used order by used ->> 'registry', used ->> 'space' nulls first), '[]') from (
          select jsonb_build_object('registryId', owner.id, 'registry', owner.name,
            'spaceId', null, 'space', null) as used
          from registry as owner where not owner.hidden and exists (
            select from space where space.registry_id = owner.id and space.scanner_id = scanner.id
              and not exists (select from scanner_choice as own where own.space_id = space.id))
          union all
          select jsonb_build_object('registryId', owner.id, 'registry', owner.name,
            'spaceId', space.id, 'space', space.name)
          from scanner_choice as own join space on space.id = own.space_id
          join registry as owner on owner.id = space.registry_id
          where own.scanner_id = scanner.id and own.position = 0 and not owner.hidden
        ) as one)`.as("used_by"),
    ])
    .where((where) =>
      where.or([where("registry.id", "is", null), where("registry.hidden", "=", false)]),
    )
    .where("scanner.gone_at", "is", null);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectScanners>["execute"]>>[number];

/** The row as the API shows it: that there is a secret, never the secret. */
export function toScanner(row: Row, service: Service): Scanner {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    // What was stored before a field was there has its default.
    config: row.config && scannerConfigSchema.parse(row.config),
    hasSecret: row.secret_sealed !== null,
    registry:
      row.registry_id === null || row.registry_name === null
        ? null
        : {
            id: row.registry_id,
            name: row.registry_name,
            isDefault: row.is_default,
            uuid: row.remote_uuid ?? "",
          },
    health: row.health,
    healthCode: row.health_code,
    healthDetail: row.health_detail,
    checkedAt: row.checked_at?.toISOString() ?? null,
    description: row.id === builtinScannerId ? describeBuiltin(service) : toDescription(row),
    usedBy: row.used_by,
    createdAt: row.created_at.toISOString(),
  };
}

function toDescription({ description }: Pick<Row, "description">): Scanner["description"] {
  if (description === null) return null;
  return {
    ...description,
    consumes: [...description.consumes],
    bills: [...description.bills],
  };
}

/** It is always as new as the program and its advisories. */
function describeBuiltin({ scanner, advisories }: Service): Scanner["description"] {
  const { name, version } = scanner.describe();
  return {
    name,
    version,
    vendor: "Plimsoll",
    databaseDate: `${advisories.current().info.date}T00:00:00.000Z`,
    consumes: [...imageTypes],
    bills: [...billTypes],
  };
}

/** Manifests of images, https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
export const imageTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
/** As the pluggable scanner API names them. */
export const billTypes = ["application/vnd.cyclonedx+json", "application/spdx+json"] as const;
