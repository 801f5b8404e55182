import { randomUUID } from "node:crypto";
import type { Scanner, scannerCreateSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { checkCertificate } from "../registries/connection.ts";
import type { Service } from "../service.ts";
import { keepCheck } from "./check.ts";
import { getScanner } from "./list.ts";
import { asTarget, notedScanner } from "./noted.ts";
import { admitScanner, openConfigured, sealSecret } from "./open.ts";

/** Adds a scanner and asks it what it is: one that does not answer is kept, unhealthy. Throws `bad-request` or `conflict`. */
export async function createScanner(
  service: Service,
  person: Person,
  given: z.output<typeof scannerCreateSchema>,
): Promise<Scanner> {
  allow(person, "scanners.edit");
  const { name, config } = given;
  const secret = given.secret ?? null;
  const id = randomUUID();
  checkCertificate(config.certificate);
  // That a secret is missing is said now.
  openConfigured(service, config, secret);
  await admitScanner(service, config);
  await service.db.transaction().execute(async (tx) => {
    await refuseTakenScannerName(tx, name, id);
    const row = await tx
      .insertInto("scanner")
      .values({
        id,
        name,
        kind: config.kind,
        config: toJson(config),
        secret_sealed: secret === null ? null : sealSecret(service, id, secret),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(tx, person, {
      ...{ action: "scanner.create", target: asTarget(row), after: notedScanner(row) },
    });
  });
  await keepCheck(service, id);
  return getScanner(service, id);
}

/** Throws `conflict`. */
export async function refuseTakenScannerName(db: Db, name: string, id: string): Promise<void> {
  const taken = await db
    .selectFrom("scanner")
    .select("id")
    .where(sql`lower(name)`, "=", sql`lower(${name})`)
    .where("registry_id", "is", null)
    .where("id", "!=", id)
    .executeTakeFirst();
  if (taken === undefined) return;
  throw new PlimsollError("conflict", `There is already a scanner with the name "${name}".`, {
    hint: "Choose another name.",
  });
}
