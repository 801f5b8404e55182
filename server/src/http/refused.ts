import type { FastifyRequest } from "fastify";
import type { Refusals } from "../audit/refusals.ts";
import { type PlimsollError, problemCodeOf } from "../error.ts";
import { originOf } from "./session-cookie.ts";

/** Of somebody who is known, what is refused for who they are. */
const ofKnown = new Set(["forbidden", "wrong-credentials"]);

/**
 * Writes down that a request was refused: to somebody who is known, or to whoever came with a token, a key or a secret that
 * opens nothing. A session that has ended is none, and refused sign-ins are written where the name is known.
 */
export async function noteRefusal(
  refusals: Refusals,
  request: FastifyRequest,
  error: unknown,
): Promise<void> {
  const code = problemCodeOf(error);
  if (code === null) return;
  const { person, method, routeOptions, params } = request;
  const known = person !== null && ofKnown.has(code);
  if (!known && !(code === "not-signed-in" && broughtSecret(request))) return;
  const { id } = (params ?? {}) as { id?: unknown };
  await refusals.write(person ?? { kind: "unknown", name: "", from: originOf(request) }, {
    action: "request.refuse",
    // The route and not the address, which may have the secret in it.
    target: {
      kind: "route",
      id: typeof id === "string" ? id : null,
      name: `${method} ${routeOptions.url ?? ""}`,
    },
    after: { reason: code, detail: (error as PlimsollError).message },
  });
}

const secretHeaders = ["authorization", "x-scanneradapter-api-key", "webhook-signature"];

function broughtSecret({ headers, params }: FastifyRequest): boolean {
  return (
    secretHeaders.some((name) => headers[name] !== undefined) ||
    (typeof params === "object" && params !== null && "secret" in params)
  );
}
