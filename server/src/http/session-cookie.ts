import { idSchema, workspaceHeader } from "@plimsoll/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Person, RequestOrigin } from "../accounts/person.ts";
import { findPerson } from "../accounts/session.ts";
import { findTokenOwner } from "../accounts/tokens.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";

const session = "plimsoll_session";

declare module "fastify" {
  interface FastifyRequest {
    /** Null on the routes that anyone may call. */
    person: Person | null;
  }
}

export function originOf(request: FastifyRequest): RequestOrigin {
  return { address: request.ip, requestId: request.id };
}

/** By a token, where one is sent, else by the session's cookie. Throws `not-signed-in`, and `not-found` for a workspace. */
export async function authenticate(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Person> {
  const from = originOf(request);
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (bearer !== undefined) {
    const owner = await findTokenOwner(db, bearer, from);
    if (owner) return inWorkspaceNamed(owner, workspaceNamed(request));
    throw new PlimsollError("not-signed-in", "This token opens nothing.", {
      hint: "It may have ended or been removed: make another one in the console.",
    });
  }
  const token = request.cookies[cookieOf(request, session).name];
  const found =
    token === undefined ? null : await findPerson(db, token, workspaceNamed(request), from);
  if (token === undefined || found === null) {
    if (token !== undefined) clearSessionCookie(request, reply);
    throw new PlimsollError("not-signed-in", "Sign in first.");
  }
  if (found.moved) setSessionCookie(request, reply, token, found.person.expiresAt);
  return found.person;
}

/** A token acts in its own: to be silent where another is named would be to do something elsewhere. */
function inWorkspaceNamed(owner: Person, workspaceId: string | null): Person {
  const { view } = owner;
  if (workspaceId === null || (view.kind === "workspace" && view.id === workspaceId)) return owner;
  throw new PlimsollError("not-found", "This token is not of that workspace.", {
    hint: "Use one that was made in it.",
  });
}

/** By the header, or where a browser cannot set one (links to files, the stream of events) by the query. */
function workspaceNamed(request: FastifyRequest): string | null {
  const { workspace } = request.query as { workspace?: string };
  const named = request.headers[workspaceHeader] ?? workspace;
  if (named === undefined) return null;
  const { success, data } = idSchema.safeParse(named);
  if (success) return data;
  throw new PlimsollError("bad-request", "A workspace is named by its id.");
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expires: Date,
): void {
  const { name, attributes } = cookieOf(request, session);
  reply.setCookie(name, token, { ...attributes, expires });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  const { name, attributes } = cookieOf(request, session);
  reply.clearCookie(name, attributes);
}

/**
 * One that no script reads and no other site's form or frame brings along. Over https it is by its name this host's alone: neither
 * a neighbour under the same domain nor a page over http can plant one, https://www.rfc-editor.org/rfc/rfc6265#section-8.6
 */
export function cookieOf(request: FastifyRequest, plainName: string, path = "/") {
  const secure = request.protocol === "https";
  return {
    name: secure ? `__Host-${plainName}` : plainName,
    attributes: { path: secure ? "/" : path, httpOnly: true, sameSite: "lax", secure },
  } as const;
}
