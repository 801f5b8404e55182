import type { robotRequestSchema, robotSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { checkConnection, parseAddress } from "./connection.ts";
import { createRobot as createInHarbor } from "./harbor/robot.ts";

/** Milliseconds. */
const patience = 30_000;

/** Creates a robot in a Harbor with an administrator's credentials, which are kept nowhere. Throws what Harbor refuses with. */
export async function createRobot(
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
      insecure,
    },
    { name, projects: projects ?? "all", wishes },
    AbortSignal.timeout(patience),
  );
  return { ...robot, leftOut: [...robot.leftOut] };
}
