import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { layoutFiles } from "../../test/build-image.ts";
import {
  type FakeRegistry,
  fakeRegistry,
  type Reply,
  type Request,
  untilTestEnds,
} from "../../test/fake-registry.ts";
import { openRegistry } from "./registry.ts";
import { openSource } from "./source.ts";

const files = layoutFiles([{ layers: [[]] }]);
const blob = (digest: string) => files.get(`blobs/${digest.replace(":", "/")}`) ?? Buffer.alloc(0);
const { digest, mediaType } = JSON.parse(files.get("index.json")?.toString() ?? "").manifests[0];
function image({ url }: Request): Reply {
  const [, kind, name = ""] = /\/(manifests|blobs)\/(.*)$/.exec(url) ?? [];
  if (kind === "manifests") return { body: blob(digest), headers: { "content-type": mediaType } };
  return kind === "blobs" ? { body: blob(name) } : { body: "{}" };
}

async function serve(
  answer: (request: Request, count: number) => Reply,
  tls?: { key: string; cert: string },
): Promise<FakeRegistry> {
  const server = await fakeRegistry(answer, tls);
  untilTestEnds(server);
  return server;
}

async function readAll(
  address: string,
  options: Parameters<typeof openSource>[1],
): Promise<string> {
  const source = await openSource(`${address}/a/b:1`, { retry: { baseMs: 1 }, ...options });
  untilTestEnds(source);
  const artifact = await source.resolve();
  for (const layer of artifact.kind === "image" ? artifact.layers : [])
    for await (const _ of await layer.open());
  return artifact.digest;
}

describe("mirrors", () => {
  it("are asked before the registry, below their prefix, and it is not asked at all", async () => {
    const [mirror, registry] = [await serve(image), await serve(image)];
    const { host } = new URL(registry.origin);
    const mirrors = (name: string) => (name === host ? [`${mirror.origin}/hub`] : []);
    expect(await readAll(host, { mirrors })).toBe(digest);
    expect(registry.requests).toEqual([]);
    expect(mirror.requests.map(({ url }) => url.split("/").slice(0, 5).join("/"))).toEqual(
      Array(3).fill("/v2/hub/a/b"),
    );
  });

  it("that fail are passed over, one after the other, which is said", async () => {
    const gone = await fakeRegistry(() => ({}));
    await gone.close();
    const empty = await serve(() => ({ status: 404, body: "{}" }));
    const lying = await serve((request) =>
      request.url.includes("/manifests/") ? image(request) : { body: "something else" },
    );
    const registry = await serve(image);
    const said: string[] = [];
    await readAll(new URL(registry.origin).host, {
      mirrors: () => [gone.origin, empty.origin, lying.origin],
      log: (_, message) => said.push(message),
      retry: { attempts: 1 },
    });
    expect(registry.requests.length).toBeGreaterThan(0);
    for (const { origin } of [gone, empty, lying])
      expect(said.join("\n")).toContain(`the mirror ${new URL(origin).host} was passed over`);
  });

  it("give way to the next when they break in the middle of a layer", async () => {
    const mirror = await serve((request, count) =>
      request.url.includes("/blobs/") && count > 0
        ? { status: 404 }
        : { ...image(request), ...(request.url.includes("/blobs/") ? { cutAfter: 10 } : {}) },
    );
    const registry = await serve(image);
    expect(await readAll(new URL(registry.origin).host, { mirrors: () => [mirror.origin] })).toBe(
      digest,
    );
  });

  it("do not learn the registry's credentials", async () => {
    const asks = (request: Request): Reply =>
      request.authorization
        ? image(request)
        : { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
    const [mirror, registry] = [await serve(asks), await serve(asks)];
    await readAll(new URL(registry.origin).host, {
      mirrors: () => [mirror.origin],
      credentials: async ({ isMirror }) =>
        isMirror ? null : { username: "me", password: "geheim" },
    });
    expect(mirror.requests.filter(({ authorization }) => authorization)).toEqual([]);
  });

  it.each(["h/UPPER", "h/../x", "a b"])("cannot be %s", async (address) => {
    await expect(openSource("localhost:1/a", { mirrors: () => [address] })).rejects.toMatchObject({
      code: "reference-invalid",
    });
  });
});

/** A proxy of both kinds: whole addresses for http, tunnels for TLS. All names lead to one place. */
async function startProxy(target: () => string, refuse = false) {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.url} ${incoming.headers["proxy-authorization"] ?? ""}`.trim());
    const { pathname, search } = new URL(incoming.url ?? "");
    httpRequest(new URL(pathname + search, target()), { headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on("connect", (incoming, socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    if (refuse) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const { hostname, port } = new URL(target());
    const onward = connectTcp(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  untilTestEnds({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return { port, seen };
}

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe("a proxy from the environment", () => {
  it("carries requests in plain http, with its own credentials", async () => {
    const registry = await serve(image);
    const { port, seen } = await startProxy(() => registry.origin);
    const env = { HTTP_PROXY: `http://me:geheim@127.0.0.1:${port}` };
    const client = openRegistry({ address: "http://registry.test", env });
    untilTestEnds(client);
    await client.ping();
    expect(seen).toEqual([
      `http://registry.test/v2/ Basic ${Buffer.from("me:geheim").toString("base64")}`,
    ]);
  });

  it.each([["registry.test"], [".test"], ["a, *.test"], ["*"], ["registry.test:80"]])(
    "is left out for what NO_PROXY names: %s",
    async (list) => {
      const { port, seen } = await startProxy(() => "http://127.0.0.1:1");
      const env = { HTTP_PROXY: `127.0.0.1:${port}`, NO_PROXY: list };
      const client = openRegistry({ address: "http://registry.test", env, retry: { attempts: 1 } });
      untilTestEnds(client);
      await expect(client.ping()).rejects.toMatchObject({ code: "unreachable" });
      expect(seen).toEqual([]);
    },
  );

  it("is left out on this machine", async () => {
    const registry = await serve(image);
    const env = { HTTP_PROXY: "http://127.0.0.1:1", HTTPS_PROXY: "http://127.0.0.1:1" };
    const client = openRegistry({ address: registry.origin, env });
    untilTestEnds(client);
    await client.ping();
  });

  it("that lets nothing through is named, without its password", async () => {
    const { port } = await startProxy(() => "http://127.0.0.1:1", true);
    const env = { https_proxy: `http://me:geheim@127.0.0.1:${port}` };
    const client = openRegistry({ address: "registry.test", env, retry: { attempts: 1 } });
    untilTestEnds(client);
    const error = await client.ping().catch((reason) => reason);
    expect(error).toMatchObject({ code: "unreachable", hint: expect.stringContaining("NO_PROXY") });
    expect(error.message).toContain(`through the proxy 127.0.0.1:${port}`);
    expect(error.message).not.toContain("geheim");
  });

  it("that is no address is said", async () => {
    const client = openRegistry({ address: "registry.test", env: { HTTPS_PROXY: "ftp://x" } });
    untilTestEnds(client);
    await expect(client.ping()).rejects.toMatchObject({
      message: expect.stringContaining("HTTPS_PROXY"),
    });
  });
});

describe.runIf(openssl)("a certificate that nobody here vouches for (openssl makes it)", () => {
  let tls = { key: "", cert: "" };
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
    const [key, cert] = [join(folder, "key"), join(folder, "crt")];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const names = ["-subj", "/CN=x", "-addext", "subjectAltName=DNS:registry.test"];
    execFileSync(
      "openssl",
      ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names, "-days", "2"],
      { stdio: "ignore" },
    );
    tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    rmSync(folder, { recursive: true });
  });

  it("is taken through a proxy's tunnel when it is given", async () => {
    const registry = await serve(image, tls);
    const { port, seen } = await startProxy(() => registry.origin);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const client = openRegistry({ address: "registry.test", env, certificate: tls.cert });
    untilTestEnds(client);
    await client.ping();
    expect(seen).toEqual(["CONNECT registry.test:443"]);
    const other = openRegistry({ address: "registry.test", env, retry: { attempts: 1 } });
    untilTestEnds(other);
    await expect(other.ping()).rejects.toMatchObject({ code: "certificate" });
  });

  it("is taken where the registry is called insecure, which is said, and nowhere else", async () => {
    const registry = await serve(image, tls);
    const { host } = new URL(registry.origin);
    const said: string[] = [];
    const scan = (insecure: (name: string) => boolean) =>
      readAll(`https://${host}`, { insecure, log: (_, message) => said.push(message) });
    expect(await scan((name) => name === host)).toBe(digest);
    expect(said).toEqual([expect.stringMatching(/certificate of .* is not checked/)]);
    await expect(scan(() => false)).rejects.toMatchObject({ code: "certificate" });
  });
});
