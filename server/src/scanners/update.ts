import type { Scanner, scannerUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import { PlimsollError } from "../error.ts";
import { checkCertificate } from "../registries/connection.ts";
import type { Service } from "../service.ts";
import { keepCheck } from "./check.ts";
import { refuseTakenScannerName } from "./create.ts";
import { findOwnScanner } from "./find.ts";
import { getScanner } from "./list.ts";
import { asTarget, notedScanner } from "./noted.ts";
import {
  addressOf,
  admitScanner,
  openConfigured,
  refuseOtherAddress,
  sealSecret,
  unsealSecret,
} from "./open.ts";

/** Absent fields stay. Throws `not-found`, `bad-request` or `conflict`. */
export async function updateScanner(
  service: Service,
  person: Person,
  id: string,
  given: z.output<typeof scannerUpdateSchema>,
): Promise<Scanner> {
  allow(person, "scanners.edit");
  if (given.config !== undefined) await admitScanner(service, given.config);
  await service.db.transaction().execute(async (tx) => {
    await tx.selectFrom("scanner").select("id").where("id", "=", id).forUpdate().execute();
    const row = await findOwnScanner(tx, id);
    const config = given.config ?? row.config;
    if (config === null || config.kind !== row.kind)
      throw new PlimsollError("bad-request", "A scanner's kind cannot change.", {
        hint: "Add another scanner instead.",
      });
    checkCertificate(config.certificate);
    const name = given.name ?? row.name;
    await refuseTakenScannerName(tx, name, id);
    if (given.secret === undefined && row.secret_sealed !== null)
      refuseOtherAddress(addressOf(config), row.config && addressOf(row.config));
    const secret = given.secret === undefined ? unsealSecret(service, row) : given.secret;
    openConfigured(service, config, secret);
    const now = await tx
      .updateTable("scanner")
      .set({
        name,
        config: toJson(config),
        secret_sealed: secret === null ? null : sealSecret(service, id, secret),
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { before, after } = changed(notedScanner(row), notedScanner(now));
    await audit(tx, person, {
      ...{ action: "scanner.update", target: asTarget(now), before },
      after: { ...after, ...(given.secret ? { secret: "changed" } : {}) },
    });
  });
  await keepCheck(service, id);
  return getScanner(service, id);
}
