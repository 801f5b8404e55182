import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { PlimsollError } from "../error.ts";
import { isWithin, loopbackNets, type Net, neverNets, parseNet } from "./nets.ts";

/** Which hosts the service goes to for people who name them: registries, scanners, channels, issuers. */
export type Outbound = {
  /**
   * Of the name alone, or of an address written out: before each request and each redirect, also where a proxy looks
   * names up itself (`proxied`): then what the name leads to cannot be known, and an allow list has to have the name.
   * Throws `bad-request`.
   */
  check(host: string, proxied?: boolean): void;
  /** As `net.connect` takes it: checked at the moment of the connection, for a name may be another address by then. */
  readonly lookup: LookupFunction;
  /** All of its addresses. Throws `bad-request`, and `service-unavailable` for a name that is not known. */
  resolve(host: string): Promise<LookupAddress[]>;
  /** Early words for the person who names it; a host that is not known now may be later. Throws `bad-request`. */
  admit(host: string): Promise<void>;
};

/** What a list of the settings names: a net, a host, or with `*.` all hosts below it; `*` is every host. */
export type Place = { readonly net: Net } | { readonly pattern: string };

export type OutboundOptions = {
  /** Whether the service serves this machine alone: nobody else may reach through it what listens there. */
  readonly loopback: boolean;
  /** Null: all that is not refused by itself. */
  readonly allow?: readonly Place[] | null;
  readonly deny?: readonly Place[];
  /** All addresses of a name, as `dns.lookup` has them. */
  readonly addressesOf?: (host: string) => Promise<LookupAddress[]>;
};

/** Throws a `TypeError` that says what is expected. */
export function parsePlaces(texts: readonly string[]): Place[] {
  return texts.map((text) => {
    const net = parseNet(text);
    if (net !== null) return { net };
    const pattern = text.toLowerCase();
    if (pattern === "*" || /^(?:\*\.)?[a-z\d_](?:[a-z\d_.-]*[a-z\d_])?$/.test(pattern))
      if (!/^[\d.]+$/.test(pattern)) return { pattern };
    throw new TypeError(
      `"${text}" is neither a net (10.0.0.0/8), an address, a host (registry.example.com), nor all below one (*.example.com).`,
    );
  });
}

export function openOutbound(options: OutboundOptions): Outbound {
  const { loopback, allow = null, deny = [] } = options;
  const addressesOf =
    options.addressesOf ?? ((host) => systemLookup(host, { all: true, verbatim: true }));

  /** Of a name: whether it is denied, allowed by its name, or a matter of its addresses. */
  const judgeName = (host: string): Reason | null => {
    if (names(deny, host)) return "denied";
    if (metadataNames.has(host)) return "never";
    return !loopback && /(?:^|\.)localhost$/.test(host) && allow === null ? "loopback" : null;
  };
  const judge = (address: string, named: boolean): Reason | null => {
    if (holds(deny, address)) return "denied";
    const net = [...loopbackNets, ...neverNets].find((net) => net.has(address));
    const opened = net && allow?.some((place) => "net" in place && opens(place.net, net, address));
    if (opened) return null;
    if (net !== undefined && !loopbackNets.includes(net)) return "never";
    if (net !== undefined && !loopback) return "loopback";
    return allow === null || named || holds(allow, address) ? null : "unlisted";
  };

  const check = (given: string, proxied = false): void => {
    const host = plain(given);
    const named = names(allow, host);
    const unlisted = proxied && allow !== null && !named;
    const reason =
      judgeName(host) ?? (isIP(host) !== 0 ? judge(host, named) : unlisted ? "unlisted" : null);
    if (reason !== null) throw refused(host, reason);
  };
  const checkAddresses = (given: string, addresses: readonly LookupAddress[]): void => {
    const host = plain(given);
    const named = names(allow, host);
    for (const { address } of addresses) {
      const reason = judge(address, named);
      if (reason !== null) throw refused(host, reason);
    }
  };
  const find = async (given: string): Promise<LookupAddress[]> => {
    check(given);
    const host = plain(given);
    const family = isIP(host);
    const found = family === 0 ? await addressesOf(host) : [{ address: host, family }];
    checkAddresses(host, found);
    return found;
  };

  const outbound: Outbound = {
    check,
    lookup: (host, options, callback) => {
      find(host).then(
        (found) => {
          const [first] = found;
          if (options.all) callback(null, found);
          else callback(null, first?.address ?? "", first?.family ?? 0);
        },
        (error) => callback(error, "", 0),
      );
    },
    resolve: async (host) => {
      const found = await find(host).catch((cause: unknown) => {
        throw cause instanceof PlimsollError ? cause : unknown(host, cause);
      });
      if (found.length === 0) throw unknown(host);
      return found;
    },
    admit: async (host) => {
      try {
        await outbound.resolve(host);
      } catch (error) {
        if (!(error instanceof PlimsollError) || error.code === "bad-request") throw error;
      }
    },
  };
  return outbound;
}

/** Of a URL, as `Outbound` take it. */
export function hostOf(address: string | URL): string {
  return new URL(address).hostname;
}

type Reason = "denied" | "never" | "loopback" | "unlisted";

/** What clouds call it, for proxies that look names up themselves. */
const metadataNames = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Without brackets and the dot of the root. */
function plain(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/(?<=.)\.$/, "");
}

function names(places: readonly Place[] | null, host: string): boolean {
  return (places ?? []).some(
    (place) =>
      "pattern" in place &&
      (place.pattern === "*" ||
        place.pattern === host ||
        (place.pattern.startsWith("*.") && host.endsWith(place.pattern.slice(1)))),
  );
}

function holds(places: readonly Place[], address: string): boolean {
  return places.some((place) => "net" in place && place.net.has(address));
}

/** What is refused by itself is opened by nets that lie in it, not by wide ones that happen to hold it. */
function opens(listed: Net, refused: Net, address: string): boolean {
  return isWithin(listed, refused) && listed.has(address);
}

const hints: Readonly<Record<Reason, string>> = {
  denied: "PLIMSOLL_OUTBOUND_DENY names it.",
  never:
    "It is an address at which a cloud tells a machine its keys, or no host's. Where it is meant, name it in PLIMSOLL_OUTBOUND_ALLOW.",
  loopback:
    "It is this machine itself, which others must not reach through the service. Name a host that others can reach too, or the address in PLIMSOLL_OUTBOUND_ALLOW.",
  unlisted: "PLIMSOLL_OUTBOUND_ALLOW is set and does not name it.",
};

function refused(host: string, reason: Reason): PlimsollError {
  return new PlimsollError("bad-request", `Nothing is sent to ${host}.`, { hint: hints[reason] });
}

function unknown(host: string, cause?: unknown): PlimsollError {
  return new PlimsollError("service-unavailable", `${host} is not known.`, {
    cause,
    hint: "Check its name, and that this machine can look it up.",
  });
}
