import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openRegistry } from "@plimsoll/engine";
import { Agent, request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { openHarborClient } from "../registries/harbor/client.ts";
import { openPeer } from "../scanners/external/peer.ts";
import { hostOf, type OutboundOptions, openOutbound, parsePlaces } from "./outbound.ts";

/** As another machine's users would have it. */
function open(given: {
  loopback?: boolean;
  allow?: string;
  deny?: string;
  names?: Record<string, string[]>;
}) {
  const { loopback = false, allow, deny, names } = given;
  const places = (list: string | undefined) =>
    list === undefined ? null : parsePlaces(list.split(","));
  const options: OutboundOptions = { loopback, allow: places(allow), deny: places(deny) ?? [] };
  const addressesOf = async (host: string): Promise<LookupAddress[]> =>
    (names?.[host] ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return openOutbound(names === undefined ? options : { ...options, addressesOf });
}

const refused = { code: "bad-request" };

test.each([
  ["169.254.169.254", "AWS's, Google's and Azure's metadata"],
  ["169.254.170.2", "a container's"],
  ["100.100.100.200", "Alibaba's"],
  ["168.63.129.16", "Azure's wire server"],
  ["fd00:ec2::254", "AWS's over IPv6"],
  ["fd00:ec2::23", "AWS's for pods"],
  ["fd20:ce::254", "Google's over IPv6"],
  ["::ffff:169.254.169.254", "link-local, mapped"],
  ["::ffff:a9fe:a9fe", "the same in hexadecimal"],
  ["[::ffff:a9fe:a9fe]", "the same in brackets"],
  ["64:ff9b::a9fe:a9fe", "link-local through NAT64"],
  ["64:ff9b::6464:64c8", "Alibaba's through NAT64"],
  ["64:ff9b::7f00:1", "the translator itself"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local, on one of its nets"],
  ["0.0.0.0", "no address"],
  ["::", "no address"],
  ["::169.254.169.254", "link-local, as IPv4 was once written"],
  ["224.0.0.1", "many at once"],
  ["255.255.255.255", "all at once"],
  ["metadata.google.internal", "Google's by its name, which a proxy would look up"],
  ["METADATA.google.internal.", "the same, written otherwise"],
])("nothing is ever sent to %s: %s", async (host) => {
  expect(() => open({ loopback: true }).check(host)).toThrow(expect.objectContaining(refused));
  await expect(open({ loopback: true }).resolve(host)).rejects.toMatchObject(refused);
});

test.each([
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://0251.0376.0251.0376/",
  "http://169.254.43518/",
  "http://[::ffff:169.254.169.254]/",
  "http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/",
])("%s is the metadata's address, however it is written", (url) => {
  expect(() => open({ loopback: true }).check(hostOf(url))).toThrow(
    expect.objectContaining(refused),
  );
});

test.each([
  "127.0.0.1",
  "127.8.9.10",
  "::1",
  "[::1]",
  "::ffff:127.0.0.1",
  "localhost",
  "LocalHost.",
  hostOf("http://2130706433/"),
  hostOf("http://0177.1/"),
])("this machine (%s) is sent to only where the service serves it alone", async (host) => {
  await expect(open({}).resolve(host)).rejects.toMatchObject(refused);
  expect(await open({ loopback: true }).resolve(host)).not.toEqual([]);
});

test.each(["10.1.2.3", "192.168.0.9", "203.0.113.7", "2001:db8::7", "fd12::7"])(
  "%s may be a registry of one's own",
  async (host) => {
    expect(await open({}).resolve(host)).toMatchObject([{ address: host }]);
  },
);

const names = {
  "registry.example.com": ["203.0.113.7"],
  "inside.example.com": ["10.1.2.3"],
  "two.example.com": ["203.0.113.7", "169.254.169.254"],
  "own.example.com": ["127.0.0.1"],
  "example.com": ["203.0.113.8"],
};
const denied = "PLIMSOLL_OUTBOUND_DENY";
const allowed = "PLIMSOLL_OUTBOUND_ALLOW";

test.each<[string, Parameters<typeof open>[0], string, string | null]>([
  ["nothing is said", {}, "registry.example.com", null],
  ["one address of several is no place to go", {}, "two.example.com", allowed],
  ["a name is this machine's", {}, "own.example.com", allowed],
  ["its net is denied", { deny: "10.0.0.0/8" }, "inside.example.com", denied],
  ["its net is denied and written as IPv6", { deny: "10.0.0.0/8" }, "::ffff:10.1.2.3", denied],
  ["it is denied by name", { deny: "registry.example.com" }, "registry.example.com", denied],
  ["all below are denied", { deny: "*.example.com" }, "REGISTRY.example.com.", denied],
  ["all below it are denied, which it is not", { deny: "*.example.com" }, "example.com", null],
  ["every host is denied, and it is an address", { deny: "*" }, "203.0.113.7", denied],
  ["deny wins", { allow: "*.example.com", deny: "203.0.113.7" }, "registry.example.com", denied],
  ["it is allowed by name", { allow: "registry.example.com" }, "registry.example.com", null],
  ["all below are allowed", { allow: "*.example.com" }, "inside.example.com", null],
  ["its net is allowed", { allow: "10.0.0.0/8" }, "inside.example.com", null],
  ["another is allowed", { allow: "10.0.0.0/8" }, "registry.example.com", allowed],
  [
    "another is allowed, and this machine not",
    { allow: "10.0.0.0/8", loopback: true },
    "127.0.0.1",
    allowed,
  ],
  ["this machine is allowed by its address", { allow: "127.0.0.1,*" }, "own.example.com", null],
  ["this machine is allowed by a net in its own", { allow: "127.0.0.0/8" }, "127.0.0.1", null],
  ["another address of it is allowed", { allow: "127.0.0.2,*" }, "127.0.0.1", allowed],
  [
    "a name that is allowed becomes this machine's",
    { allow: "own.example.com" },
    "own.example.com",
    allowed,
  ],
  ["every host is allowed, which opens no metadata", { allow: "*" }, "169.254.169.254", allowed],
  [
    "every net is allowed, which opens no metadata",
    { allow: "0.0.0.0/0,::/0" },
    "169.254.169.254",
    allowed,
  ],
  ["the metadata's address is allowed", { allow: "169.254.169.254/32" }, "169.254.169.254", null],
  [
    "it is opened, and denied",
    { allow: "169.254.169.254", deny: "169.254.0.0/16" },
    "169.254.169.254",
    denied,
  ],
])("where %s", async (_, given, host, setting) => {
  const outcome = open({ ...given, names }).resolve(host);
  if (setting === null) expect(await outcome).not.toEqual([]);
  else
    await expect(outcome).rejects.toMatchObject({
      ...refused,
      hint: expect.stringContaining(setting),
    });
});

test.each<[string, string | undefined, boolean]>([
  ["no list is given", undefined, true],
  ["the list has its name", "*.example.com", true],
  ["the list has its net, which only the proxy knows", "10.0.0.0/8", false],
])("through a proxy a name goes by itself: %s", (_, allow, passes) => {
  const check = () => open(allow === undefined ? {} : { allow }).check("inside.example.com", true);
  if (passes) check();
  else expect(check).toThrow(expect.objectContaining(refused));
});

test.each([
  "not a host",
  "10.0.0.0/33",
  "999.1.1.1",
  "http://example.com",
  "*.*",
  "ex*mple.com",
  "-x",
])("%s is no place in a list", (text) => {
  expect(() => parsePlaces([text])).toThrow(TypeError);
});

test("a host that is not known now may be named", async () => {
  await open({ names: {} }).admit("later.example.com");
  await expect(open({ names: {} }).resolve("later.example.com")).rejects.toMatchObject({
    code: "service-unavailable",
  });
});

/** What listens on this machine, and what it was asked for. */
async function listen(answer: (path: string) => { status: number; location?: string }) {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const { status, location } = answer(url);
    response.writeHead(status, location === undefined ? {} : { location }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, asked };
}

/** A name that is a harmless address while it is looked at, and this machine's when it is connected to. */
function turning() {
  let looks = 0;
  const addressesOf = async (): Promise<LookupAddress[]> => [
    { address: looks++ === 0 ? "203.0.113.7" : "127.0.0.1", family: 4 },
  ];
  return openOutbound({ loopback: false, addressesOf });
}

const words = "Nothing is sent to turning.example.com.";

test("a name that is another address by the time of the connection is not connected to", async () => {
  const { port, asked } = await listen(() => ({ status: 200 }));
  const address = `http://turning.example.com:${port}`;
  const signal = AbortSignal.timeout(5_000);
  const clients: [string, (outbound: ReturnType<typeof turning>) => Promise<unknown>, string][] = [
    [
      "fetch",
      ({ lookup }) => request(address, { dispatcher: new Agent({ connect: { lookup } }) }),
      "bad-request",
    ],
    [
      "a registry",
      (outbound) => openRegistry({ address, outbound, retry: { attempts: 1 } }).ping(),
      "out-of-bounds",
    ],
    [
      "Harbor",
      (outbound) =>
        openHarborClient({ address, outbound, credentials: null, certificate: null }).ping(signal),
      "registry-unreachable",
    ],
    [
      "a scanner",
      (outbound) =>
        openPeer({ name: "It", address, outbound }).ask({
          ...{ path: "/", bytes: 10, timeoutMs: 5_000, signal },
        }),
      "scanner-unreachable",
    ],
  ];
  for (const [client, ask, code] of clients) {
    const outbound = turning();
    await outbound.admit("turning.example.com");
    await expect(ask(outbound), client).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
      hint: expect.stringContaining("PLIMSOLL_OUTBOUND_ALLOW"),
    });
  }
  expect(asked).toEqual([]);
});

test.each([
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://[::ffff:a9fe:a9fe]/",
])("a registry that redirects to %s is not followed", async (location) => {
  const { port, asked } = await listen(() => ({ status: 307, location }));
  const registry = openRegistry({
    address: `http://127.0.0.1:${port}`,
    outbound: open({ loopback: true }),
    retry: { attempts: 1 },
  });
  onTestFinished(() => registry.close());
  await expect(registry.ping()).rejects.toMatchObject({
    code: "out-of-bounds",
    message: expect.stringContaining("Nothing is sent to"),
  });
  expect(asked).toHaveLength(1);
});

test("a proxy is asked only for what may be named, and looks it up itself", async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void proxy.close());
  // Where the proxy listens is said by whoever runs the service, and is not a matter of these lists.
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  const outbound = open({ allow: "*.example.com", deny: "secret.example.com", names: {} });
  const ping = async (host: string) => {
    const address = `https://${host}`;
    const registry = openRegistry({ address, outbound, env, retry: { attempts: 1 } });
    try {
      await registry.ping();
    } finally {
      await registry.close();
    }
  };
  for (const host of ["secret.example.com", "registry.example.org", "169.254.169.254"])
    await expect(ping(host), host).rejects.toMatchObject({ code: "out-of-bounds" });
  expect(asked).toEqual([]);
  await expect(ping("registry.example.com")).rejects.toMatchObject({ code: "unreachable" });
  expect(asked).toEqual(["registry.example.com:443"]);
});

test("a registry whose tokens come from where nothing may go is not followed there", async () => {
  const realm = "https://169.254.169.254/token";
  const server = createServer((_, response) => {
    response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="x"` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const registry = openRegistry({
    address: `http://127.0.0.1:${port}`,
    credentials: { username: "somebody", password: "a password" },
    outbound: open({ loopback: true }),
    retry: { attempts: 1 },
  });
  onTestFinished(() => registry.close());
  await expect(registry.ping()).rejects.toMatchObject({ code: "out-of-bounds" });
});
