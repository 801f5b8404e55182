import { randomUUID } from "node:crypto";
import type { Registry, RegistryCreate } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import type { Service } from "../service.ts";
import {
  admitAddresses,
  checkConnection,
  checkKind,
  parseAddress,
  parseExternal,
  sealPassword,
} from "./connection.ts";
import { asTarget, notedRegistry } from "./noted.ts";
import { requestSync } from "./sync.ts";
import { toRegistry } from "./view.ts";

/** Connects a registry and asks for its first sync. Throws `bad-request` or `conflict`. */
export async function createRegistry(
  { db, secrets, outbound }: Service,
  person: Person,
  given: RegistryCreate,
): Promise<Registry> {
  allow(person, "registries.edit");
  const id = randomUUID();
  const address = parseAddress(given.address);
  const username = given.username || null;
  const password = given.password || null;
  const certificate = given.certificate?.trim() || null;
  checkConnection({ username, hasPassword: password !== null, certificate });
  checkKind(given);
  refuseHosted(ownerOf(person), given.operation ?? null);
  const mirrors = given.mirrors.map(parseAddress);
  await admitAddresses(outbound, [address, ...mirrors]);
  return db.transaction().execute(async (tx) => {
    await refuseTakenName(tx, ownerOf(person), given.name, id);
    const row = await tx
      .insertInto("registry")
      .values({
        id,
        workspace_id: ownerOf(person),
        name: given.name,
        kind: given.kind,
        address,
        username,
        password_sealed: password === null ? null : sealPassword(secrets, id, password),
        certificate,
        operation: given.operation ?? null,
        insecure: given.insecure,
        scan_on_push_at: given.scanOnPush ? sql<Date>`now()` : null,
        external_address: parseExternal(given.externalAddress ?? null),
        mirrors: toJson(mirrors),
        repositories: toJson(given.repositories),
        robot_id: given.robotId ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await requestSync(tx, id, { full: true });
    await publish(tx, { type: "registry", registryId: id });
    await audit(tx, person, {
      ...{ action: "registry.create", target: asTarget(row), after: notedRegistry(row) },
    });
    return toRegistry(row, [], person.view);
  });
}

/** Of a hosted Harbor Plimsoll is the administrator, which only the platform is. Throws `forbidden`. */
export function refuseHosted(workspaceId: string | null, operation: string | null): void {
  if (workspaceId !== null && operation === "hosted")
    throw new PlimsollError("forbidden", "Only the platform has hosted Harbors.", {
      hint: "Connect it as native, with a robot.",
    });
}

/** Throws `conflict` for a name that another of the same owner has. Names are compared without regard to case, as people do. */
export async function refuseTakenName(
  db: Db,
  workspaceId: string | null,
  name: string,
  id: string,
): Promise<void> {
  const taken = await db
    .selectFrom("registry")
    .select("id")
    .where(sql`lower(name)`, "=", sql`lower(${name})`)
    .where("id", "!=", id)
    .where("workspace_id", workspaceId === null ? "is" : "=", workspaceId)
    .executeTakeFirst();
  if (taken === undefined) return;
  throw new PlimsollError("conflict", `There is already a registry with the name "${name}".`, {
    hint: "Choose another name.",
  });
}
