import type { registryTestRequestSchema, registryTestSchema } from "@plimsoll/api";
import type { z } from "zod";
import { type Person, requireAdministrator } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import type { Service } from "../service.ts";
import {
  checkConnection,
  credentialsOf,
  openRegistryOf,
  parseAddress,
  unsealPassword,
} from "./connection.ts";
import { findRegistry } from "./get.ts";

type TestResult = z.output<typeof registryTestSchema>;

/** Milliseconds for all checks together. */
const patience = 20_000;

/** Tries a connection. Of a stored registry, with nothing changed, the outcome is also its health. */
export async function testRegistry(
  { db, secrets }: Service,
  person: Person,
  given: z.output<typeof registryTestRequestSchema>,
): Promise<TestResult> {
  requireAdministrator(person);
  const stored = given.registryId === undefined ? null : await findRegistry(db, given.registryId);
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
  const registry = openRegistryOf(stored?.kind ?? "distribution", {
    address,
    credentials: credentialsOf(username, password),
    certificate,
  });
  try {
    const checks = await registry.test(AbortSignal.timeout(patience));
    const passed = checks.every((check) => check.result !== "failed");
    const unchanged =
      stored !== null &&
      stored.address === address &&
      stored.username === username &&
      stored.certificate === certificate &&
      (usesStored || password === null);
    if (unchanged) await keepHealth(db, stored.id, { passed, checks });
    return { passed, checks };
  } finally {
    await registry.close();
  }
}

async function keepHealth(db: Db, id: string, { passed, checks }: TestResult): Promise<void> {
  const failed = checks.find((check) => check.result === "failed");
  await db
    .updateTable("registry")
    .set({
      health: passed ? "healthy" : "unhealthy",
      health_code: failed?.code ?? null,
      health_detail: failed?.detail ?? null,
    })
    .where("id", "=", id)
    .execute();
  await publish(db, { type: "registry", registryId: id });
}
