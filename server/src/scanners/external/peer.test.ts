import { createServer } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selfSigned } from "../../../test/certificate.ts";
import { openPeer, type PeerOptions } from "./peer.ts";

const pair = selfSigned();
const seen: unknown[] = [];
const server = createServer({ key: pair.key, cert: pair.certificate }, (request, response) => {
  seen.push(request.headers.authorization);
  const location = request.url === "/moved" ? { location: `${address}/elsewhere` } : {};
  response.writeHead(request.url === "/moved" ? 307 : 200, location).end("ok");
});
let address = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => server.close());

function ask(options: Partial<PeerOptions>, path = "/") {
  const headers = () => ({ authorization: "Bearer mine" });
  const peer = openPeer({ name: "It", address, headers, ...options });
  const signal = new AbortController().signal;
  return peer.ask({ path, bytes: 100, timeoutMs: 5_000, signal });
}

describe("how a scanner is asked over TLS", () => {
  it.each([
    ["a certificate that was given", () => ({ certificate: pair.certificate })],
    ["any, where none is to be checked", () => ({ insecure: true })],
  ])("takes %s", async (_, options) => {
    expect((await ask(options())).status).toBe(200);
  });

  it.each([
    ["a certificate that nobody signed", () => ({}), "scanner-certificate"],
    [
      "no TLS where it is spoken",
      () => ({ address: address.replace("https", "http") }),
      "scanner-unreachable",
    ],
    [
      "a host that is not known",
      () => ({ address: "http://nowhere.invalid" }),
      "scanner-unreachable",
    ],
  ])("tells apart %s, before anything is sent", async (_, options, code) => {
    seen.length = 0;
    await expect(ask(options())).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/\.$/),
    });
    expect(seen).toEqual([]);
  });

  it("follows no redirect", async () => {
    seen.length = 0;
    expect((await ask({ insecure: true }, "/moved")).status).toBe(307);
    expect(seen).toEqual(["Bearer mine"]);
  });
});
