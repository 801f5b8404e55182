import type { Permission } from "@plimsoll/api";
import type { onRequestAsyncHookHandler } from "fastify";
import { allow, type Person } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { authenticate } from "./session-cookie.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What one needs for it; null: nothing. A test refuses a route that does not say. */
    permission?: Permission | null;
  }
}

/** What a route says of itself, and the hook that holds to it. */
export function permit(db: Db, permission: Permission | null) {
  const onRequest: onRequestAsyncHookHandler = async (request, reply) => {
    reply.header("cache-control", "no-store");
    if (permission === null) return;
    request.person = await authenticate(db, request, reply);
    allow(request.person, permission);
  };
  return { config: { permission }, onRequest };
}

/** What only a mistake of the program can violate. */
export function requirePerson(request: { person: Person | null }): Person {
  if (request.person === null) throw new PlimsollError("not-signed-in", "Sign in first.");
  return request.person;
}
