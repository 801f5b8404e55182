import type { FastifyInstance, FastifyRequest } from "fastify";
import { PlimsollError } from "../error.ts";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what a foreign web page makes a browser send: a write from another origin, and, where the service
 * listens on loopback only, any request to a name that was rebound to it. What people open (`publicUrl`) is its own, whatever name
 * a proxy asks by.
 */
export function addGuards(app: FastifyInstance, host: string, publicUrl: string | null): void {
  const loopbackOnly = isLoopback(host);
  const publicName = publicUrl === null ? null : hostnameOf(publicUrl);
  app.addHook("onRequest", async (request) => {
    if (loopbackOnly) refuseForeignName(request, publicName);
    if (!readMethods.has(request.method)) refuseForeignOrigin(request, publicUrl);
  });
}

function refuseForeignName(request: FastifyRequest, publicName: string | null): void {
  const name = hostnameOf(`http://${request.headers.host ?? ""}`);
  if (name !== null && (isLoopback(name) || name === publicName)) return;
  throw new PlimsollError("forbidden", "This name is not one that the service answers to.", {
    hint: "It listens on this machine only: use http://127.0.0.1, name what people open in PLIMSOLL_PUBLIC_URL, or set PLIMSOLL_HOST to serve others.",
  });
}

/** Where a browser does not say the origin, SameSite keeps the cookie away from foreign pages. */
function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | null): void {
  const { origin } = request.headers;
  if (origin === undefined || origin === publicUrl) return;
  if (isSecureAs(request, origin) && hostOf(origin) === request.host.toLowerCase()) return;
  throw new PlimsollError("forbidden", "The request came from a page of another site.", {
    hint: "Behind a proxy, set PLIMSOLL_PUBLIC_URL, or pass the Host header on (or X-Forwarded-Host, from one that is trusted).",
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
