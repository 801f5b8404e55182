import { BlockList, isIP } from "node:net";

/** A net of addresses, or a single one. */
export type Net = {
  readonly base: string;
  readonly prefix: number;
  has(address: string): boolean;
};

/** `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`; null for what is none. */
export function parseNet(text: string): Net | null {
  const [, base = "", bits] = /^\[?([\da-f.:]+)\]?(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const family = isIP(base);
  if (family === 0) return null;
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  return prefix > most ? null : netOf(base, prefix);
}

/** Whether all of one net lies in another. */
export function isWithin(net: Net, whole: Net): boolean {
  return isIP(net.base) === isIP(whole.base) && net.prefix >= whole.prefix && whole.has(net.base);
}

function netOf(base: string, prefix: number): Net {
  // It takes ::ffff:127.0.0.1 for 127.0.0.1, as the system does.
  const list = new BlockList();
  list.addSubnet(base, prefix, typeOf(base));
  return { base, prefix, has: (address) => list.check(bare(address), typeOf(bare(address))) };
}

/** Without the zone of `fe80::1%eth0`. */
function bare(address: string): string {
  return address.replace(/%.*$/, "");
}

function typeOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}

/** This machine itself. */
export const loopbackNets = [netOf("127.0.0.0", 8), netOf("::1", 128)];

/** What nobody outside reaches: https://www.rfc-editor.org/rfc/rfc6890 */
const innerNets = [
  ...[netOf("10.0.0.0", 8), netOf("172.16.0.0", 12), netOf("192.168.0.0", 16)],
  ...[netOf("100.64.0.0", 10), netOf("fc00::", 7)],
];
export function isInner(address: string): boolean {
  return innerNets.some((net) => net.has(address));
}

const never = [
  // What is no host's: this network, multicast, what is reserved.
  ["0.0.0.0", 8],
  ["224.0.0.0", 3],
  // Link-local, where clouds tell a machine about itself, keys included.
  ["169.254.0.0", 16],
  // The metadata of Alibaba, Oracle and Azure, which are not link-local.
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["168.63.129.16", 32],
] as const;

export const neverNets = [
  ...never.map(([base, prefix]) => netOf(base, prefix)),
  // The same again, through NAT64: https://www.rfc-editor.org/rfc/rfc6052
  ...[...never, ["127.0.0.0", 8] as const].map(([base, prefix]) =>
    netOf(`64:ff9b::${base}`, 96 + prefix),
  ),
  // Unspecified, and IPv4 as it was once written: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1
  netOf("::", 96),
  netOf("fe80::", 10),
  netOf("ff00::", 8),
  // The metadata of AWS and Google over IPv6.
  netOf("fd00:ec2::", 32),
  netOf("fd20:ce::254", 128),
];
