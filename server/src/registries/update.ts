import type { Registry, registryUpdateSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import { holdMatches } from "../matching/lock.ts";
import { settleFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import {
  admitAddresses,
  checkConnection,
  checkKind,
  parseAddress,
  parseExternal,
  sealPassword,
} from "./connection.ts";
import { refuseHosted, refuseTakenName } from "./create.ts";
import { lockOwnRegistry } from "./get.ts";
import { asTarget, notedRegistry } from "./noted.ts";
import { requestSync } from "./sync.ts";
import { withScanners } from "./view.ts";

type Update = z.output<typeof registryUpdateSchema>;

/** Absent fields stay, `null` forgets. Throws `not-found`, `bad-request`, `conflict` or `sample-is-read-only`. */
export async function updateRegistry(
  { db, secrets, outbound }: Service,
  person: Person,
  id: string,
  given: Update,
): Promise<Registry> {
  allow(person, "registries.edit");
  const named = [given.address ?? [], given.mirrors ?? []].flat();
  await admitAddresses(outbound, named.map(parseAddress));
  return db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    const row = await lockOwnRegistry(tx, id);
    allowOwn(person, row.workspace_id);
    refuseHosted(row.workspace_id, given.operation ?? null);
    const name = given.name ?? row.name;
    await refuseTakenName(tx, row.workspace_id, name, id);
    const address = given.address === undefined ? row.address : parseAddress(given.address);
    const username = given.username === undefined ? row.username : given.username || null;
    const certificate =
      given.certificate === undefined ? row.certificate : given.certificate?.trim() || null;
    const password_sealed = sealedAfter(given, row, (password) =>
      sealPassword(secrets, id, password),
    );
    if (address !== row.address && given.password === undefined && password_sealed !== null)
      throw new PlimsollError("bad-request", "The stored password is for another address.", {
        hint: "Enter the password again, so that it is not sent to a place it was not meant for.",
      });
    checkConnection({ username, hasPassword: password_sealed !== null, certificate });
    const mirrors = given.mirrors ?? row.mirrors;
    const repositories = given.repositories ?? row.repositories;
    const operation = given.operation ?? row.operation ?? undefined;
    checkKind({ kind: row.kind, operation, mirrors, repositories });
    const now = await tx
      .updateTable("registry")
      .set({
        name,
        address,
        username,
        certificate,
        password_sealed,
        operation: operation ?? null,
        insecure: given.insecure ?? row.insecure,
        // What was there before it was switched on was not pushed.
        scan_on_push_at:
          (given.scanOnPush ?? row.scan_on_push_at !== null)
            ? (row.scan_on_push_at ?? sql<Date>`now()`)
            : null,
        external_address:
          given.externalAddress === undefined
            ? row.external_address
            : parseExternal(given.externalAddress),
        mirrors: toJson(mirrors.map(parseAddress)),
        repositories: toJson(repositories),
        // Another account is none of ours, unless it is said to be.
        robot_id: given.robotId ?? (username === row.username ? row.robot_id : null),
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await settleFirst(tx, id);
    await requestSync(tx, id, { full: true });
    await publish(tx, { type: "registry", registryId: id });
    const answer = await withScanners(tx, now, person.view);
    const { before, after } = changed(notedRegistry(row), notedRegistry(now));
    await audit(tx, person, {
      ...{ action: "registry.update", target: asTarget(now), before },
      after: { ...after, ...(given.password ? { password: "changed" } : {}) },
    });
    return answer;
  });
}

/** A user name that is forgotten takes its password with it. */
function sealedAfter(
  given: Pick<Update, "username" | "password">,
  row: { readonly password_sealed: Buffer | null },
  seal: (password: string) => Buffer,
): Buffer | null {
  if (given.password) return seal(given.password);
  const kept = given.password === undefined && given.username !== null && given.username !== "";
  return kept ? row.password_sealed : null;
}
