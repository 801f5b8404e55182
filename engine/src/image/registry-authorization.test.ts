import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openRegistry, type RegistryOptions } from "./registry.ts";

const digest = `sha256:${"0".repeat(64)}`;
const basic = `Basic ${Buffer.from("me:geheim").toString("base64")}`;
let close = () => {};
afterEach(() => close());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function registryOf(answer: Answer, options: Partial<RegistryOptions> = {}) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { username: "me", password: "geheim" };
  return openRegistry({ address, credentials, retry: { attempts: 1 }, ...options });
}

const challenge = (response: ServerResponse, text: string) =>
  response.writeHead(401, { "www-authenticate": text }).end();

const tokenRegistry = (): Answer => {
  let given = 0;
  return (request, response) => {
    const { authorization = "", host } = request.headers;
    if (request.url?.startsWith("/token"))
      response.writeHead(authorization === basic ? 200 : 401).end(
        JSON.stringify({
          token: `t${++given}${new URL(request.url, "http://x").search}`,
          expires_in: 300,
        }),
      );
    else if (authorization.startsWith("Bearer t")) response.end();
    else challenge(response, `Bearer realm="http://${host}/token",service="s"`);
  };
};

describe("what another program can pull with", () => {
  it("is a token of the registry's for that repository alone, a new one each time", async () => {
    const registry = await registryOf(tokenRegistry());
    const ask = () => registry.authorization("team/app", digest);
    expect(await ask()).toBe("Bearer t1?service=s&scope=repository%3Ateam%2Fapp%3Apull");
    expect(await ask()).toMatch(/^Bearer t2/);
    await registry.close();
  });

  it("is what was given, where the registry gives no tokens", async () => {
    const registry = await registryOf(({ headers }, response) =>
      headers.authorization === basic ? response.end() : challenge(response, 'Basic realm="r"'),
    );
    expect(await registry.authorization("team/app", digest)).toBe(basic);
    await registry.close();
  });

  it("is nothing, where nothing is asked for", async () => {
    const registry = await registryOf((_, response) => response.end(), { credentials: null });
    expect(await registry.authorization("team/app", digest)).toBeNull();
    await registry.close();
  });

  it("is not to be had with wrong credentials", async () => {
    const credentials = { username: "me", password: "wrong" };
    const registry = await registryOf(tokenRegistry(), { credentials });
    await expect(registry.authorization("team/app", digest)).rejects.toMatchObject({
      code: "unauthorized",
    });
    await registry.close();
  });
});
