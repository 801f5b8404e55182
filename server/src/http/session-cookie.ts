import type { FastifyReply, FastifyRequest } from "fastify";
import type { Person } from "../accounts/person.ts";
import { findPerson } from "../accounts/session.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";

const name = "plimsoll_session";

declare module "fastify" {
  interface FastifyRequest {
    /** Null on the routes that anyone may call. */
    person: Person | null;
  }
}

/** Throws `not-signed-in`. */
export async function authenticate(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Person> {
  const token = request.cookies[name];
  const found = token === undefined ? null : await findPerson(db, token);
  if (token === undefined || found === null) {
    if (token !== undefined) clearSessionCookie(request, reply);
    throw new PlimsollError("not-signed-in", "Sign in first.");
  }
  if (found.moved) setSessionCookie(request, reply, token, found.person.expiresAt);
  return found.person;
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expires: Date,
): void {
  reply.setCookie(name, token, { ...attributes(request), expires });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(name, attributes(request));
}

function attributes(request: FastifyRequest) {
  return {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: request.protocol === "https",
  } as const;
}
