import type { ownScannerInstalledSchema, ownScannerInstallSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import { openHarbor, parseExternal } from "../registries/connection.ts";
import { findRegistry } from "../registries/get.ts";
import { installOwnScanner as register } from "../registries/harbor/scanners.ts";
import { keepHarbor } from "../registries/keep-harbor.ts";
import { asTarget } from "../registries/noted.ts";
import type { Service } from "../service.ts";
import { makeKey, scannerApiPath } from "./keys.ts";

/** Milliseconds; Harbor asks Plimsoll meanwhile. */
const patience = 30_000;

/** Registers Plimsoll's engine in a Harbor as one of its scanners. Throws `not-found`, `bad-request` and what Harbor refuses with. */
export async function installOwnScanner(
  service: Service,
  person: Person,
  registryId: string,
  given: z.output<typeof ownScannerInstallSchema>,
): Promise<z.output<typeof ownScannerInstalledSchema>> {
  allow(person, "registries.edit");
  const { db } = service;
  const row = await findRegistry(db, registryId);
  allowOwn(person, row.workspace_id);
  const harbor = openHarbor(service, row);
  const signal = AbortSignal.timeout(patience);
  try {
    // Harbor tries the key at once; where it does not take the scanner, the one before is still what it has.
    const before = await selectHash(service, registryId);
    const apiKey = await makeKey(db, registryId);
    const uuid = await register(
      harbor.client,
      {
        name: "Plimsoll",
        url: `${parseExternal(given.ownAddress)}${scannerApiPath}`,
        apiKey,
        insecure: given.insecure,
        internalAddress: given.internalAddress,
        makeDefault: given.makeDefault,
      },
      signal,
    ).catch(async (error: unknown) => {
      await restoreHash(service, registryId, before);
      throw error;
    });
    await keepHarbor(service, row, signal);
    await auditAlone(db, person, {
      action: "registry.install-scanner",
      target: asTarget(row),
      after: { address: parseExternal(given.ownAddress), uuid, makeDefault: given.makeDefault },
    });
    return { uuid };
  } finally {
    await harbor.close();
  }
}

async function selectHash({ db }: Service, registryId: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom("scanner_key")
    .select("hash")
    .where("registry_id", "=", registryId)
    .executeTakeFirst();
  return row?.hash ?? null;
}

async function restoreHash(
  { db }: Service,
  registryId: string,
  hash: Buffer | null,
): Promise<void> {
  await (hash === null
    ? sql`delete from scanner_key where registry_id = ${registryId}`
    : sql`update scanner_key set hash = ${hash} where registry_id = ${registryId}`
  ).execute(db);
}
