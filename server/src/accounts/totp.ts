import type {
  recoveryCodesSchema,
  totpConfirmSchema,
  totpRemoveSchema,
  totpStartedSchema,
  totpStartSchema,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { audit } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { confirmPassword } from "./confirm-password.ts";
import { allow, type Person, requireAccount } from "./person.ts";
import {
  makeRecoveryCodes,
  makeTotp,
  removeSecondFactor,
  sealTotp,
  useTotpCode,
} from "./second-factor.ts";

/** It does not count before `confirmTotp`. Throws `conflict` where there is one, and what `confirmPassword` does. */
export async function startTotp(
  service: Service,
  person: Person,
  { password }: z.output<typeof totpStartSchema>,
): Promise<z.output<typeof totpStartedSchema>> {
  allow(person, "account.own");
  const { id } = await confirmPassword(service, person, password);
  const made = makeTotp(person.username);
  await service.db.transaction().execute(async (tx) => {
    const started = await tx
      .updateTable("account")
      .set({ totp_sealed: sealTotp(service.secrets, id, made.secret), totp_step: null })
      .where("id", "=", id)
      .where("totp_since", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (started === undefined)
      throw new PlimsollError("conflict", "There is a second factor already.", {
        hint: "Remove it first.",
      });
    await audit(tx, person, {
      action: "second-factor.begin",
      target: { kind: "person", id, name: person.username },
    });
  });
  return made;
}

/** From then on signing in takes a code. Throws `bad-request` for a wrong one, and `conflict` where none was begun. */
export async function confirmTotp(
  { db, secrets }: Service,
  person: Person,
  { code }: z.output<typeof totpConfirmSchema>,
): Promise<z.output<typeof recoveryCodesSchema>> {
  allow(person, "account.own");
  const id = requireAccount(person);
  return db.transaction().execute(async (tx) => {
    const { totp_sealed, totp_since } = await tx
      .selectFrom("account")
      .select(["totp_sealed", "totp_since"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (totp_sealed === null || totp_since !== null)
      throw new PlimsollError("conflict", "No second factor has been begun.");
    if (!(await useTotpCode(tx, secrets, { id, totp_sealed }, code)))
      throw new PlimsollError("bad-request", "This code is wrong.", {
        hint: "Wait for the next one, and check the clock of the authenticator.",
      });
    await tx
      .updateTable("account")
      .set({ totp_since: sql<Date>`now()` })
      .where("id", "=", id)
      .execute();
    const codes = await makeRecoveryCodes(tx, id);
    await audit(tx, person, {
      action: "second-factor.create",
      target: { kind: "person", id, name: person.username },
    });
    return { codes };
  });
}

/** Also one that was only begun. Throws what `confirmPassword` does. */
export async function removeTotp(
  service: Service,
  person: Person,
  { password }: z.output<typeof totpRemoveSchema>,
): Promise<undefined> {
  allow(person, "account.own");
  const { id } = await confirmPassword(service, person, password);
  await service.db.transaction().execute(async (tx) => {
    if (!(await removeSecondFactor(tx, id))) return;
    await audit(tx, person, {
      action: "second-factor.delete",
      target: { kind: "person", id, name: person.username },
    });
  });
}
