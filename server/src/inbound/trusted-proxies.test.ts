import type { IncomingMessage } from "node:http";
import fastify from "fastify";
import { describe, expect, test } from "vitest";
import { isTrusted, parseProxies, requestIdOf } from "./trusted-proxies.ts";

type Asked = {
  readonly trusted: string;
  readonly from: string;
  readonly headers: Readonly<Record<string, string>>;
};

async function seen({ trusted, from, headers }: Asked) {
  const proxies = parseProxies(trusted);
  const app = fastify({ trustProxy: (address) => isTrusted(proxies, address) });
  app.get("/", async ({ ip, protocol, host }) => `${protocol} ${host} ${ip}`);
  const { body } = await app.inject({
    url: "/",
    remoteAddress: from,
    headers: { host: "plimsoll.test", ...headers },
  });
  return body;
}

const forwarded = {
  "x-forwarded-for": "203.0.113.9, 198.51.100.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "shown.test",
};
const believed = "https shown.test 198.51.100.7";

describe("who a request is from", () => {
  test.each<[string, string, string, string]>([
    ["a proxy on this machine, by default", "loopback", "127.0.0.1", believed],
    ["the same by IPv6", "loopback", "::1", believed],
    ["the same by IPv6 for IPv4", "loopback", "::ffff:127.0.0.1", believed],
    ["anybody else, by default", "loopback", "10.0.0.5", "http plimsoll.test 10.0.0.5"],
    ["a proxy in a net that is named", "10.0.0.0/8", "10.0.0.5", believed],
    ["one beside the net", "10.0.0.0/8", "11.0.0.5", "http plimsoll.test 11.0.0.5"],
    [
      "this machine, where it is not named",
      "10.0.0.0/8",
      "127.0.0.1",
      "http plimsoll.test 127.0.0.1",
    ],
    ["a proxy by its address", "192.0.2.1,fd00::1", "fd00::1", believed],
    ["its neighbour", "192.0.2.1,fd00::1", "fd00::2", "http plimsoll.test fd00::2"],
    ["this machine, where nobody is believed", "none", "127.0.0.1", "http plimsoll.test 127.0.0.1"],
    [
      "a chain of proxies that are all named",
      "loopback,198.51.100.0/24",
      "127.0.0.1",
      "https shown.test 203.0.113.9",
    ],
  ])("%s", async (_, trusted, from, expected) => {
    expect(await seen({ trusted, from, headers: forwarded })).toBe(expected);
  });

  test("nobody can put an address before the one that the proxy adds", async () => {
    const headers = { "x-forwarded-for": "127.0.0.1, ::1, nonsense, 198.51.100.7" };
    expect(await seen({ trusted: "loopback", from: "127.0.0.1", headers })).toContain(
      " 198.51.100.7",
    );
  });
});

test.each([
  ["proxy.example.com", /neither an address nor a net/],
  ["10.0.0.0/33", /neither an address nor a net/],
  ["none,loopback", /"none" is neither/],
  ["0.0.0.0/0", /everybody/],
  ["::/0", /everybody/],
])("%s is refused", (text, message) => {
  expect(() => parseProxies(text)).toThrow(message);
});

describe("the id of a request", () => {
  const idOf = (given: string | undefined, from: string) =>
    requestIdOf(parseProxies("loopback"), {
      headers: given === undefined ? {} : { "x-request-id": given },
      socket: { remoteAddress: from },
    } as unknown as IncomingMessage);
  const made = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

  test.each(["7f0c-4b/1:a+b=", "01JABCDEF", "a".repeat(128)])("is a trusted proxy's: %s", (id) => {
    expect(idOf(id, "127.0.0.1")).toBe(id);
  });

  test.each<[string, string | undefined, string]>([
    ["none was given", undefined, "127.0.0.1"],
    ["it is of somebody else", "01JABCDEF", "192.0.2.1"],
    ["it is empty", "", "127.0.0.1"],
    ["it is long", "a".repeat(129), "127.0.0.1"],
    ["it breaks a line", "a\nlevel=error", "127.0.0.1"],
    ["it is markup", "<script>", "127.0.0.1"],
    ["it has spaces", "a b", "127.0.0.1"],
  ])("is made where %s", (_, given, from) => {
    expect(idOf(given, from)).toMatch(made);
  });
});
