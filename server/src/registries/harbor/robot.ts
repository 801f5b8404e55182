import { PlimsollError } from "../../error.ts";
import { createdRobot } from "./answers.ts";
import { type HarborClient, openHarborClient } from "./client.ts";
import { refusalOf } from "./errors.ts";
import type { HarborConnection } from "./http.ts";
import { api } from "./paths.ts";

/** What a robot may do besides reading and pulling, which all of them may. */
export type RobotWishes = {
  /** Ask Harbor's scanners to scan, and stop them. */
  readonly scan: boolean;
  /** Choose the scanner of a space. */
  readonly chooseScanner: boolean;
  /** Install webhooks. */
  readonly webhooks: boolean;
  /** Change what a project prevents. Harbor has no narrower permission for it than to change the project. */
  readonly prevention: boolean;
  /** List Harbor's scanners, make one the default, register Plimsoll as one. */
  readonly allScanners: boolean;
};

export type RobotRequest = {
  /** Lower case, as Harbor wants it; Harbor puts its prefix in front. */
  readonly name: string;
  /** Names of projects, or every one that there is and will be. */
  readonly projects: "all" | readonly string[];
  readonly wishes: RobotWishes;
};

export type CreatedRobot = {
  readonly id: number;
  readonly username: string;
  /** Harbor tells it this once. */
  readonly password: string;
  /** Permissions that this Harbor does not have, `resource:action`. */
  readonly leftOut: readonly string[];
};

/**
 * Creates a robot with the least permissions. The connection holds the credentials of an administrator, which are used
 * for these requests and kept nowhere. Throws `conflict` where there is a robot of this name.
 */
export async function createRobot(
  connection: HarborConnection,
  request: RobotRequest,
  signal?: AbortSignal,
): Promise<CreatedRobot> {
  const client = openHarborClient(connection);
  const leftOut = new Set<string>();
  try {
    await client.identify(signal);
    for (;;) {
      try {
        const robot = await client.read(createdRobot, {
          method: "POST",
          path: `${api}/robots`,
          json: robotBody(request, leftOut),
          what: "the creation of a robot",
          signal,
        });
        return {
          id: robot.id,
          username: robot.name,
          password: robot.secret,
          leftOut: [...leftOut],
        };
      } catch (error) {
        const unknown = unknownPermission(error);
        if (unknown === null || leftOut.has(unknown)) throw explained(error, request.name);
        leftOut.add(unknown);
      }
    }
  } finally {
    await client.close();
  }
}

/** With the credentials of an administrator: no robot may do it. One that is gone already is as good. */
export async function removeRobot(
  client: HarborClient,
  id: number,
  signal?: AbortSignal,
): Promise<void> {
  const request = { path: `${api}/robots/${id}`, what: "the removal of a robot", signal } as const;
  try {
    await client.send({ ...request, method: "DELETE" });
  } catch (error) {
    if (refusalOf(error)?.status !== 404) throw error;
  }
}

type Access = { readonly resource: string; readonly action: string };

/** Actions are named one by one: Harbor refuses `*`. */
function access(resource: string, ...actions: string[]): Access[] {
  return actions.map((action) => ({ resource, action }));
}

const reading: readonly Access[] = [
  ...access("project", "read"),
  ...access("repository", "list", "read", "pull"),
  ...access("artifact", "list", "read"),
  ...access("artifact-addition", "read"),
  ...access("tag", "list"),
  ...access("scan", "read"),
  ...access("scanner", "read"),
];

const inProjects: Readonly<Record<keyof RobotWishes, readonly Access[]>> = {
  scan: access("scan", "create", "stop"),
  chooseScanner: access("scanner", "create"),
  webhooks: access("notification-policy", "create", "read", "list", "update", "delete"),
  prevention: access("project", "update"),
  allScanners: [],
};

const inSystem: readonly Access[] = access("scanner", "list", "read", "create", "update");

function robotBody({ name, projects, wishes }: RobotRequest, leftOut: ReadonlySet<string>) {
  const wanted = (Object.keys(inProjects) as (keyof RobotWishes)[]).filter((wish) => wishes[wish]);
  const has = (one: Access) => !leftOut.has(`${one.resource}:${one.action}`);
  const own = [...reading, ...wanted.flatMap((wish) => inProjects[wish])].filter(has);
  const system = wishes.allScanners ? inSystem.filter(has) : [];
  const namespaces = projects === "all" ? ["*"] : projects;
  return {
    name,
    description: "Plimsoll",
    level: "system",
    // It does not expire; whoever wants that renews it in Harbor.
    duration: -1,
    disable: false,
    permissions: [
      ...namespaces.map((namespace) => ({ kind: "project", namespace, access: own })),
      ...(system.length === 0 ? [] : [{ kind: "system", namespace: "/", access: system }]),
    ],
  };
}

/** `scan:stop`, where Harbor says that it has no such permission; older versions have fewer. */
function unknownPermission(error: unknown): string | null {
  const said = refusalOf(error);
  if (said?.status !== 400) return null;
  const [, name] = /bad request permission: ([\w-]+:[\w-]+)/.exec(said.message) ?? [];
  return name ?? null;
}

function explained(error: unknown, name: string): unknown {
  const status = refusalOf(error)?.status;
  if (status === 409)
    return new PlimsollError("conflict", `Harbor has a robot called ${name} already.`, {
      cause: error,
      hint: "Give another name, or remove that robot in Harbor.",
    });
  if (status === 403)
    return new PlimsollError(
      "registry-credentials",
      "Only an administrator of Harbor can create a robot.",
      {
        cause: error,
        hint: "Give the credentials of an administrator: they are used once and kept nowhere.",
      },
    );
  return error;
}
