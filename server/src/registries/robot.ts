import type { robotRequestSchema, robotSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import type { Service } from "../service.ts";
import { checkConnection, parseAddress } from "./connection.ts";
import { createRobot as createInHarbor } from "./harbor/robot.ts";

/** Milliseconds. */
const patience = 30_000;

/** Creates a robot in a Harbor with an administrator's credentials, which are kept nowhere. Throws what Harbor refuses with. */
export async function createRobot(
  { db, outbound }: Service,
  person: Person,
  given: z.output<typeof robotRequestSchema>,
): Promise<z.output<typeof robotSchema>> {
  allow(person, "registries.edit");
  const { username, password, insecure, name, projects, ...wishes } = given;
  const certificate = given.certificate?.trim() || null;
  checkConnection({ username, hasPassword: true, certificate });
  const robot = await createInHarbor(
    {
      address: parseAddress(given.address),
      credentials: { username, password },
      certificate,
      ...{ insecure, outbound },
    },
    { name, projects: projects ?? "all", wishes },
    AbortSignal.timeout(patience),
  );
  await auditAlone(db, person, {
    action: "registry.create-robot",
    target: { kind: "robot", id: `${robot.id}`, name: robot.username },
    after: { address: parseAddress(given.address), by: username, projects: projects ?? "all" },
  });
  return { ...robot, leftOut: [...robot.leftOut] };
}
