import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { loopbackNets, type Net, parseNet } from "../outbound/nets.ts";

/** Of proxies that are believed about whom they speak for; none: nobody is. */
export type TrustedProxies = readonly Net[];

/** `loopback`, addresses and nets with commas, or `none`. Throws a `TypeError`. */
export function parseProxies(text: string): TrustedProxies {
  const names = text
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "");
  if (names.length === 1 && names[0] === "none") return [];
  return names.flatMap((name) => {
    if (name === "loopback") return loopbackNets;
    const net = parseNet(name);
    if (net === null)
      throw new TypeError(
        `"${name}" is neither an address nor a net like 10.0.0.0/8; expected those with commas, loopback or none.`,
      );
    if (net.prefix === 0)
      throw new TypeError(`"${name}" is everybody: name the addresses of your proxies.`);
    return net;
  });
}

/** Whether what comes from there is believed. */
export function isTrusted(proxies: TrustedProxies, address: string | undefined): boolean {
  if (address === undefined || isIP(address.replace(/%.*$/, "")) === 0) return false;
  return proxies.some((net) => net.has(address));
}

/** What can stand in a log line, a header and a problem as it is. */
const harmless = /^[\w.:/+=-]{1,128}$/;

/** Of a trusted proxy's, which then finds it in its own log too; otherwise made here. */
export function requestIdOf(proxies: TrustedProxies, { headers, socket }: IncomingMessage): string {
  const given = headers["x-request-id"];
  const isOurs = typeof given === "string" && harmless.test(given);
  return isOurs && isTrusted(proxies, socket.remoteAddress) ? given : randomUUID();
}
