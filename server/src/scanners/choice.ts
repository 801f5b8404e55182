import type { ScannerChoice } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db, Tx } from "../database/open.ts";
import { notFound, PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import { holdMatches } from "../matching/lock.ts";
import { openHarbor } from "../registries/connection.ts";
import { findRegistry } from "../registries/get.ts";
import { setProjectScanner } from "../registries/harbor/scanners.ts";
import type { Service } from "../service.ts";
import { fallbackScanner, settleFirst } from "./settle-first.ts";

/** Milliseconds for Harbor to take a choice. */
const patience = 20_000;

/** Throws `not-found`. */
export async function getRegistryScanners({ db }: Service, id: string): Promise<ScannerChoice> {
  await findRegistry(db, id);
  return choiceOf(db, { registryId: id, space: null });
}

/** Throws `not-found`. */
export async function getSpaceScanners({ db }: Service, id: string): Promise<ScannerChoice> {
  return choiceOf(db, await findOwner(db, id));
}

/** Throws `not-found`, or `bad-request` for a scanner that cannot scan there. */
export async function chooseRegistryScanners(
  { db }: Service,
  person: Person,
  id: string,
  scannerIds: readonly string[],
): Promise<ScannerChoice> {
  allow(person, "registries.edit");
  return db.transaction().execute(async (tx) => {
    const { name, workspace_id } = await findRegistry(tx, id);
    allowOwn(person, workspace_id);
    return choose(tx, person, { registryId: id, space: null, name }, scannerIds);
  });
}

/**
 * Where the first is one of the space's Harbor, Harbor scans the space with it from then on too; a Harbor that does not
 * take the choice leaves all as it was. Throws `not-found`, `bad-request` and what Harbor refuses with.
 */
export async function chooseSpaceScanners(
  service: Service,
  person: Person,
  id: string,
  scannerIds: readonly string[],
): Promise<ScannerChoice> {
  allow(person, "registries.edit");
  const owner = await findOwner(service.db, id);
  allowOwn(person, (await findRegistry(service.db, owner.registryId)).workspace_id);
  await refuseForeign(service.db, owner.registryId, scannerIds);
  const told = await tellHarbor(service, owner, scannerIds[0] ?? null);
  return service.db.transaction().execute(async (tx) => {
    if (told)
      await tx
        .updateTable("space")
        .set({ native_scanner_id: scannerIds[0] ?? null })
        .where("id", "=", id)
        .execute();
    return choose(tx, person, owner, scannerIds);
  });
}

type Owner = {
  readonly registryId: string;
  readonly name: string;
  readonly space: { readonly id: string; readonly name: string } | null;
};

async function findOwner(db: Db, spaceId: string): Promise<Owner> {
  const row = await db
    .selectFrom("space")
    .innerJoin("registry", "registry.id", "space.registry_id")
    .select(["space.id", "space.name", "space.registry_id", "registry.name as registry"])
    .where("space.id", "=", spaceId)
    .where("registry.hidden", "=", false)
    .executeTakeFirst();
  if (row === undefined) throw notFound("space");
  const space = { id: row.id, name: row.name };
  return { registryId: row.registry_id, name: `${row.registry}/${row.name}`, space };
}

async function choose(
  tx: Tx,
  person: Person,
  owner: Owner,
  given: readonly string[],
): Promise<ScannerChoice> {
  const { registryId, space, name } = owner;
  const scannerIds = [...new Set(given)];
  await holdMatches(tx);
  await sql`select from registry where id = ${registryId} for no key update`.execute(tx);
  await refuseForeign(tx, registryId, scannerIds);
  const before = await selectChosen(tx, registryId, space?.id ?? null);
  await tx
    .deleteFrom("scanner_choice")
    .where("registry_id", "=", registryId)
    .where("space_id", space === null ? "is" : "=", space?.id ?? null)
    .execute();
  if (scannerIds.length > 0)
    await tx
      .insertInto("scanner_choice")
      .values(
        scannerIds.map((scanner_id, position) => ({
          registry_id: registryId,
          space_id: space?.id ?? null,
          position,
          scanner_id,
        })),
      )
      .execute();
  await settleFirst(tx, registryId);
  await publish(tx, { type: "registry", registryId });
  const answer = await choiceOf(tx, owner);
  const after = await selectChosen(tx, registryId, space?.id ?? null);
  const names = (rows: readonly Row[]) => ({ scanners: rows.map((row) => row.name) });
  await audit(tx, person, {
    action: "registry.choose-scanners",
    target:
      space === null
        ? { kind: "registry", id: registryId, name }
        : { kind: "space", id: space.id, name },
    ...{ before: names(before), after: names(after) },
  });
  return answer;
}

async function refuseForeign(
  db: Db,
  registryId: string,
  scannerIds: readonly string[],
): Promise<void> {
  const candidates = new Set((await selectCandidates(db, registryId)).map(({ id }) => id));
  if (scannerIds.some((id) => !candidates.has(id)))
    throw new PlimsollError("bad-request", "One of these scanners cannot scan here.", {
      hint: "A scanner that is installed in a Harbor scans what is in that Harbor.",
    });
}

/** Whether it was one of Harbor's. */
async function tellHarbor(
  service: Service,
  { registryId, space }: Owner,
  scannerId: string | null,
): Promise<boolean> {
  const { db } = service;
  if (scannerId === null || space === null) return false;
  const scanner = await db
    .selectFrom("scanner")
    .select("remote_uuid")
    .where("id", "=", scannerId)
    .executeTakeFirst();
  if (!scanner?.remote_uuid) return false;
  const harbor = openHarbor(service, await findRegistry(db, registryId));
  try {
    const signal = AbortSignal.timeout(patience);
    await setProjectScanner(harbor.client, space.name, scanner.remote_uuid, signal);
    return true;
  } finally {
    await harbor.close();
  }
}

type Row = ScannerChoice["scanners"][number];

async function choiceOf(
  db: Db,
  { registryId, space }: Omit<Owner, "name">,
): Promise<ScannerChoice> {
  const own = space === null ? [] : await selectChosen(db, registryId, space.id);
  const general = own.length > 0 ? [] : await selectChosen(db, registryId, null);
  const chosen = own.length > 0 ? own : general;
  const from =
    chosen.length === 0 ? "default" : own.length > 0 || space === null ? "chosen" : "registry";
  return {
    scanners: chosen.length > 0 ? chosen : await selectDefault(db, registryId, space?.id ?? null),
    from,
    candidates: await selectCandidates(db, registryId),
  };
}

async function selectChosen(db: Db, registryId: string, spaceId: string | null): Promise<Row[]> {
  return db
    .selectFrom("scanner_choice")
    .innerJoin("scanner", "scanner.id", "scanner_choice.scanner_id")
    .select([
      "scanner.id",
      "scanner.name",
      "scanner.kind",
      "scanner.health",
      "scanner.health_detail as healthDetail",
    ])
    .where("scanner_choice.registry_id", "=", registryId)
    .where("scanner_choice.space_id", spaceId === null ? "is" : "=", spaceId)
    .orderBy("position")
    .execute();
}

async function selectDefault(db: Db, registryId: string, spaceId: string | null): Promise<Row[]> {
  const space = { native: sql`space.native_scanner_id`, now: sql`space.scanner_id` };
  const { rows } = await sql<Row>`
    select scanner.id, scanner.name, scanner.kind, scanner.health, scanner.health_detail as "healthDetail"
    from registry left join space on space.id = ${spaceId}::uuid
    join scanner on scanner.id = ${fallbackScanner(sql`registry.operation`, sql`registry.id`, space)}
    where registry.id = ${registryId}`.execute(db);
  return rows;
}

async function selectCandidates(db: Db, registryId: string) {
  return db
    .selectFrom("scanner")
    .select(["id", "name", "kind"])
    .where("gone_at", "is", null)
    .where("disabled", "=", false)
    .where((where) =>
      where.or([where("registry_id", "is", null), where("registry_id", "=", registryId)]),
    )
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Whether somebody made a scanner the first one of where an artifact is; otherwise it is so by default, or not at all. */
export async function isChosenFirst(
  db: Db,
  artifactId: string,
  scannerId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id and space.scanner_id = ${scannerId}
    join scanner_choice as choice on choice.scanner_id = space.scanner_id and choice.position = 0
      and (choice.space_id = space.id or choice.space_id is null and choice.registry_id = space.registry_id)
    where artifact.id = ${artifactId}`.execute(db);
  return rows.length > 0;
}
