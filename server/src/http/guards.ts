import type { FastifyInstance, FastifyRequest } from "fastify";
import { PlimsollError } from "../error.ts";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what a foreign web page makes a browser send: a write from another origin, and, where the service
 * listens on loopback only, any request to a name that was rebound to it.
 */
export function addGuards(app: FastifyInstance, host: string): void {
  const loopbackOnly = isLoopback(host);
  app.addHook("onRequest", async (request) => {
    if (loopbackOnly) refuseForeignName(request);
    if (!readMethods.has(request.method)) refuseForeignOrigin(request);
  });
}

function refuseForeignName(request: FastifyRequest): void {
  const name = hostnameOf(`http://${request.headers.host ?? ""}`);
  if (name !== null && isLoopback(name)) return;
  throw new PlimsollError("forbidden", "This name is not one that the service answers to.", {
    hint: "It listens on this machine only: use http://127.0.0.1, or set PLIMSOLL_HOST to serve others.",
  });
}

/** Where a browser does not say the origin, SameSite keeps the cookie away from foreign pages. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (
    origin === undefined ||
    (isSecureAs(request, origin) && hostOf(origin) === request.host.toLowerCase())
  )
    return;
  throw new PlimsollError("forbidden", "The request came from a page of another site.", {
    hint: "Behind a proxy, pass the Host header on (or X-Forwarded-Host from this machine).",
  });
}

/** A page over http is not ours where we are asked by https: whoever is in between can have written it. */
function isSecureAs({ protocol }: FastifyRequest, origin: string): boolean {
  return protocol !== "https" || origin.startsWith("https:");
}

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}

function hostOf(url: string): string | null {
  return URL.parse(url)?.host ?? null;
}

function hostnameOf(url: string): string | null {
  return URL.parse(url)?.hostname ?? null;
}
