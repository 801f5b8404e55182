import type { registryTestRequestSchema, registryTestSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import {
  checkConnection,
  credentialsOf,
  openRegistryOf,
  parseAddress,
  unsealPassword,
} from "./connection.ts";
import { findRegistry } from "./get.ts";
import { keepHealth } from "./health.ts";

type TestResult = z.output<typeof registryTestSchema>;

/** Milliseconds for all checks together. */
const patience = 20_000;

/** Tries a connection. Of a stored registry, with nothing changed, the outcome is also its health. */
export async function testRegistry(
  { db, secrets, outbound }: Service,
  person: Person,
  given: z.output<typeof registryTestRequestSchema>,
): Promise<TestResult> {
  allow(person, "registries.edit");
  const stored = given.registryId === undefined ? null : await findRegistry(db, given.registryId);
  if (stored !== null) allowOwn(person, stored.workspace_id);
  const address = parseAddress(given.address);
  const username = given.username || null;
  const usesStored = stored?.password_sealed && !given.password && username !== null;
  if (usesStored && stored.address !== address)
    throw new PlimsollError("bad-request", "The stored password is for another address.", {
      hint: "Enter the password again, so that it is not sent to a place it was not meant for.",
    });
  const password = usesStored ? unsealPassword(secrets, stored) : given.password || null;
  const certificate = (given.certificate ?? stored?.certificate)?.trim() || null;
  checkConnection({ username, hasPassword: password !== null, certificate });
  const { insecure, mirrors, repositories } = given;
  const own = stored?.sample && stored.address === address && mirrors.length === 0;
  const registry = openRegistryOf(
    stored?.kind ?? given.kind,
    {
      address,
      credentials: credentialsOf(username, password),
      certificate,
      insecure,
      outbound: own ? undefined : outbound,
    },
    { mirrors, repositories, operation: given.operation ?? stored?.operation ?? null },
  );
  try {
    const checks = await registry.test(AbortSignal.timeout(patience));
    const passed = checks.every((check) => check.result !== "failed");
    const unchanged =
      stored !== null &&
      stored.address === address &&
      stored.username === username &&
      stored.certificate === certificate &&
      stored.insecure === insecure &&
      (usesStored || password === null);
    if (unchanged) await keepHealthOf(db, stored.id, { passed, checks });
    await auditAlone(db, person, {
      action: "registry.test",
      target: { kind: "registry", id: stored?.id ?? null, name: stored?.name ?? address },
      after: { address, username, passed },
    });
    return { passed, checks };
  } finally {
    await registry.close();
  }
}

async function keepHealthOf(db: Db, id: string, { checks }: TestResult): Promise<void> {
  const failed = checks.find((check) => check.result === "failed");
  await keepHealth(
    db,
    id,
    failed === undefined ? null : { code: failed.code ?? null, detail: failed.detail },
  );
}
