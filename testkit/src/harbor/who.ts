import { setTimeout as delay } from "node:timers/promises";
import type { Access, Project, Robot, User } from "./model.ts";

/** Who asks. A wrong password is nobody, and no error where nobody may ask too. */
export type Who =
  | { readonly kind: "anonymous"; readonly wrong: boolean }
  | { readonly kind: "user"; readonly user: User }
  | { readonly kind: "robot"; readonly robot: Robot };

export type Doorkeeper = { ask(authorization: string | undefined): Promise<Who> };

/** One wrong password locks its user for `lockMs`, and is answered only after that. */
export function createDoorkeeper(
  users: readonly User[],
  robots: readonly Robot[],
  lockMs: number,
): Doorkeeper {
  const locked = new Map<string, number>();
  return {
    async ask(authorization) {
      const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
      if (encoded === undefined) return { kind: "anonymous", wrong: authorization !== undefined };
      const [, name = "", password = ""] =
        /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
      const robot = robots.find((one) => one.name === name);
      if (robot)
        return robot.secret === password && !robot.disabled
          ? { kind: "robot", robot }
          : { kind: "anonymous", wrong: true };
      const user = users.find((one) => one.name === name);
      if ((locked.get(name) ?? 0) > Date.now()) return { kind: "anonymous", wrong: true };
      if (user?.password === password) return { kind: "user", user };
      locked.set(name, Date.now() + lockMs);
      await delay(lockMs);
      return { kind: "anonymous", wrong: true };
    },
  };
}

/** What a call needs; `system` is for administrators and robots that were given it. */
export type Need = Access & { readonly scope: "project" | "system" };

export function nameOf(who: Who): string {
  return who.kind === "user" ? who.user.name : who.kind === "robot" ? who.robot.name : "anonymous";
}

export function isAdministrator(who: Who): boolean {
  return who.kind === "user" && who.user.administrator;
}

const forAnybody = new Set([
  "project:read",
  "repository:list",
  "repository:read",
  "repository:pull",
  "artifact:list",
  "artifact:read",
  "artifact-addition:read",
]);
const forGuests = new Set([...forAnybody, "scan:read", "scanner:read"]);

export function may(who: Who, need: Need, project: Project | null): boolean {
  if (isAdministrator(who)) return true;
  const name = `${need.resource}:${need.action}`;
  if (need.scope === "project" && project?.public) {
    const readable = who.kind === "anonymous" ? forAnybody : forGuests;
    if (readable.has(name)) return true;
  }
  switch (who.kind) {
    case "anonymous":
      return false;
    case "user": {
      const role = need.scope === "project" ? who.user.roles[project?.name ?? ""] : undefined;
      return role === "maintainer" || (role === "guest" && forGuests.has(name));
    }
    case "robot":
      return who.robot.permissions.some(
        ({ kind, namespace, access }) =>
          kind === need.scope &&
          (kind === "system" || namespace === "*" || namespace === project?.name) &&
          access.some((one) => one.resource === need.resource && one.action === need.action),
      );
  }
}

/** Whether a project is in the list of projects. */
export function sees(who: Who, project: Project): boolean {
  if (project.public || isAdministrator(who)) return true;
  if (who.kind === "user") return who.user.roles[project.name] !== undefined;
  return (
    who.kind === "robot" &&
    who.robot.permissions.some(
      ({ kind, namespace }) =>
        kind === "project" && (namespace === "*" || namespace === project.name),
    )
  );
}
