import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openOutbound } from "../outbound/outbound.ts";
import type { Target } from "./kinds/kind.ts";
import { send } from "./send.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Takes the server of the test for one at that address. */
const outboundTo = (address: string) => ({
  ...openOutbound({ loopback: true }),
  resolve: async () => [{ address, family: address.includes(":") ? 6 : 4 }],
});
const message = {
  ...{ id: "1", at: new Date(), event: "registry.unhealthy", severity: "high", verdict: null },
  ...{ title: "A test", lines: [], url: null, links: [], data: {}, signingSecret: "whsec_AAAA" },
} as unknown as Parameters<typeof send>[2];

test.each([
  ["203.0.113.7", "HTTP 403 no such hook"],
  ["10.1.2.3", "HTTP 403"],
  ["172.31.0.1", "HTTP 403"],
  ["192.168.1.1", "HTTP 403"],
  ["100.64.0.9", "HTTP 403"],
  ["fd12::7", "HTTP 403"],
  ["::ffff:10.1.2.3", "HTTP 403"],
])("of a refusal from %s is told %s", async (address, detail) => {
  const port = await listen(
    createHttpServer((_, response) => response.writeHead(403).end("no such hook")),
  );
  const target: Target = { kind: "url", url: `http://127.0.0.1:${port}/` };
  expect(await send("slack", target, message, outboundTo(address))).toEqual({ ok: false, detail });
});

test.each([
  ["SSH-2.0-OpenSSH_9.9 internal-host", "It does not speak SMTP."],
  ["554 not from here", expect.stringContaining("554 not from here")],
])("of what greets with %s is told what a mail server says alone", async (greeting, detail) => {
  const port = await listen(createServer((socket) => socket.end(`${greeting}\r\n`)));
  const target: Target = {
    ...{ kind: "email", to: ["a@example.com"], from: "b@example.com" },
    server: `smtp://127.0.0.1:${port}`,
  };
  expect(await send("email", target, message, outboundTo("127.0.0.1"))).toEqual({
    ...{ ok: false, detail },
  });
});
