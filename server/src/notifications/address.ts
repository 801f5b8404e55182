import { lookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { PlimsollError } from "../error.ts";

/** What a cloud tells a machine about itself, keys included, and what is no place to send to. */
const never = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 3],
  // The metadata of Alibaba, Oracle and Azure, which are not link-local.
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["168.63.129.16", 32],
] as const)
  never.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
  // Link-local again, through NAT64: https://www.rfc-editor.org/rfc/rfc6052
  ["64:ff9b::a9fe:0", 112],
] as const)
  never.addSubnet(net, prefix, "ipv6");
const loopbackNet = new BlockList();
loopbackNet.addSubnet("127.0.0.0", 8, "ipv4");
loopbackNet.addAddress("::1", "ipv6");

type Address = { readonly address: string; readonly family: 4 | 6 };

/**
 * The address of a host that a person named. This machine itself is one only where the service serves this machine
 * alone (`loopback`): nobody else may reach through it what listens there. Throws `bad-request`.
 */
export async function resolveAllowed(host: string, loopback: boolean): Promise<Address> {
  const found = await addressesOf(host);
  for (const { address, family } of found)
    if (!isAllowed(address, family, loopback)) throw refused(host);
  const [first] = found;
  if (first === undefined) throw unknown(host);
  return first;
}

/** As `net.connect` takes it: checked at the moment of the connection, for a name may be another address by then. */
export function checkedLookup(loopback: boolean): LookupFunction {
  return (host, options, callback) => {
    resolveAllowed(host, loopback).then(
      ({ address, family }) =>
        options.all ? callback(null, [{ address, family }]) : callback(null, address, family),
      (error) => callback(error, "", 0),
    );
  };
}

/** Early words for the person who names it; a host that is not known now may be later. */
export async function checkHost(host: string, loopback: boolean): Promise<void> {
  try {
    await resolveAllowed(host, loopback);
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code === "bad-request") throw error;
  }
}

async function addressesOf(host: string): Promise<Address[]> {
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal === 4 ? 4 : 6 }];
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  } catch {
    return [];
  }
}

function isAllowed(address: string, family: 4 | 6, loopback: boolean): boolean {
  const type = family === 4 ? "ipv4" : "ipv6";
  return !never.check(address, type) && (loopback || !loopbackNet.check(address, type));
}

function refused(host: string): PlimsollError {
  return new PlimsollError("bad-request", `Nothing is sent to ${host}.`, {
    hint: "It is an address of this machine or of its cloud. Name a host that others can reach too.",
  });
}

function unknown(host: string): PlimsollError {
  return new PlimsollError("service-unavailable", `${host} is not known.`, {
    hint: "Check its name, and that this machine can look it up.",
  });
}
