import { parseReference, type Reference } from "@plimsoll/engine";
import { type Selectable, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { connect } from "../registries/connection.ts";
import type { Service } from "../service.ts";

type RegistryRow = Selectable<Database["registry"]>;

/** An image that was asked about by its name. */
export type FoundImage = {
  readonly name: string;
  /** A connected registry that it is in, and where there; null where none is. */
  readonly at: {
    readonly registryId: string;
    readonly path: string;
    readonly reference: string;
  } | null;
  /** What its tag stands for, as far as that could be told. */
  readonly digest: string | null;
  /** Null where it was never listed here. */
  readonly artifactId: string | null;
};

/** Asked of registries at the same time. */
const atOnce = 8;

/**
 * Images by their names: from the tags that are kept, and what is not among them from its registry, until `signal` is
 * aborted. One that is not answered for by then is not known; it throws for none.
 */
export async function findImages(
  service: Service,
  names: readonly string[],
  signal: AbortSignal,
): Promise<FoundImage[]> {
  const registries = await service.db
    .selectFrom("registry")
    .selectAll()
    .where("hidden", "=", false)
    .orderBy("created_at")
    .execute();
  const asked = names.map((name) => {
    const reference = read(name);
    const of = reference ? registries.filter((row) => isOf(row, reference)) : [];
    return { name, reference, of };
  });
  const wanted = asked.flatMap(({ reference, of }) =>
    reference === null ? [] : of.map((row) => toAt(row, reference)),
  );
  const kept = await findKept(service.db, wanted);
  const found = asked.map(({ name, reference, of }): FoundImage & { row?: RegistryRow } => {
    if (reference === null || of[0] === undefined)
      return { name, at: null, digest: reference?.digest ?? null, artifactId: null };
    const places = of.map((row) => toAt(row, reference));
    const known = places.find((at) => kept.has(keyOf(at)));
    const at = known ?? toAt(of[0], reference);
    const artifact = kept.get(keyOf(at));
    return {
      ...{ name, at, row: of[0] },
      digest: artifact?.digest ?? reference.digest,
      artifactId: artifact?.id ?? null,
    };
  });
  await resolve(service, found, signal);
  return found.map(({ row: _, ...image }) => image);
}

function read(name: string): Reference | null {
  try {
    return parseReference(name);
  } catch {
    return null;
  }
}

/** By the address that it is talked to at, or the one that people know. */
function isOf({ address, external_address }: RegistryRow, reference: Reference): boolean {
  const hosts = [new URL(reference.address).host, reference.registry];
  return [address, external_address].some(
    (one) => one !== null && hosts.includes(URL.parse(one)?.host ?? ""),
  );
}

type At = NonNullable<FoundImage["at"]>;

function toAt({ id }: RegistryRow, { repository, tag, digest }: Reference): At {
  return { registryId: id, path: repository, reference: digest ?? tag ?? "latest" };
}

function keyOf({ registryId, path, reference }: At): string {
  return `${registryId} ${path} ${reference}`;
}

type Kept = { readonly id: string; readonly digest: string };

async function findKept(db: Db, wanted: readonly At[]): Promise<ReadonlyMap<string, Kept>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<At & Kept>`
    select given.registry_id as "registryId", given.path, given.reference, artifact.id, artifact.digest
    from (
      select distinct * from unnest(${wanted.map((at) => at.registryId)}::uuid[],
        ${wanted.map(({ path }) => path)}::text[], ${wanted.map(({ reference }) => reference)}::text[])
        as given(registry_id, path, reference)
    ) as given
    join repository on repository.registry_id = given.registry_id and repository.path = given.path
    left join tag on tag.repository_id = repository.id and tag.name = given.reference and tag.gone_at is null
    join artifact on artifact.id = coalesce(tag.artifact_id, (
      select named.id from artifact as named
      where named.repository_id = repository.id and named.digest = given.reference))
    where repository.gone_at is null and artifact.gone_at is null`.execute(db);
  return new Map(rows.map((row) => [keyOf(row), { id: row.id, digest: row.digest }]));
}

type Open = { -readonly [K in keyof FoundImage]: FoundImage[K] } & { readonly row?: RegistryRow };

/** Fills in what tags stand for that were not kept. */
async function resolve(service: Service, found: Open[], signal: AbortSignal): Promise<void> {
  const missing = found.filter(({ at, artifactId, digest }) => at && !artifactId && !digest);
  const next = missing.values();
  await Promise.all(
    Array.from({ length: Math.min(atOnce, missing.length) }, async () => {
      for (const image of next)
        if (!signal.aborted) image.digest = await askRegistry(service, image, signal);
    }),
  );
  const resolved = missing.flatMap(({ at, digest }) =>
    at && digest ? [{ ...at, reference: digest }] : [],
  );
  const kept = await findKept(service.db, resolved);
  for (const image of missing)
    if (image.at && image.digest)
      image.artifactId = kept.get(keyOf({ ...image.at, reference: image.digest }))?.id ?? null;
}

async function askRegistry(
  service: Service,
  { at, row, name }: Open,
  signal: AbortSignal,
): Promise<string | null> {
  if (!at || row === undefined) return null;
  try {
    const registry = connect(service, row);
    try {
      return await registry.digest(at.path, at.reference, signal);
    } finally {
      await registry.close();
    }
  } catch (error) {
    service.log.info(
      { reason: String(error), image: name },
      "a registry did not say what a tag stands for",
    );
    return null;
  }
}
