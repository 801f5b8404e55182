import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { layoutFiles, sha256 } from "../../test/build-image.ts";
import {
  type FakeRegistry,
  fakeRegistry,
  type Reply,
  type Request,
  untilTestEnds,
} from "../../test/fake-registry.ts";
import type { PlimsollError } from "../error.ts";
import { openRegistry, type Registry, type RegistryOptions } from "./registry.ts";
import { parseChallenges } from "./registry-auth.ts";
import { connectionError } from "./registry-error.ts";

async function serve(answer: (request: Request, count: number) => Reply): Promise<FakeRegistry> {
  const server = await fakeRegistry(answer);
  untilTestEnds(server);
  return server;
}

function connect(address: string, options: Partial<RegistryOptions> = {}): Registry {
  const registry = openRegistry({ address, retry: { baseMs: 1 }, ...options });
  untilTestEnds(registry);
  return registry;
}

async function all(list: AsyncIterable<string>): Promise<string[]> {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

const secret = "geheim-12345";
const credentials = { username: "me", password: secret };

/** The error, which must not hold what nobody else may know. */
async function failure(promise: Promise<unknown>): Promise<PlimsollError> {
  const error = (await promise.then(
    () => expect.fail("it went well"),
    (reason) => reason,
  )) as PlimsollError;
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    expect(`${at.message} ${"hint" in at ? at.hint : ""}`).not.toMatch(
      /geheim|X-Signature|Z2VoZWlt/,
    );
  return error;
}

const files = layoutFiles([{ layers: [[]] }]);
const { digest, mediaType } = JSON.parse(files.get("index.json")?.toString() ?? "").manifests[0];
const blob = (name: string) => files.get(`blobs/${name.replace(":", "/")}`) ?? Buffer.alloc(0);
const manifestReply = { body: blob(digest), headers: { "content-type": mediaType } };
/** One image at `a/b`, whatever the tag. */
function image({ url }: Request): Reply {
  const [, kind, name = ""] = /\/v2\/a\/b\/(manifests|blobs)\/(.*)$/.exec(url) ?? [];
  if (kind === "manifests") return manifestReply;
  return kind === "blobs"
    ? { body: blob(name) }
    : { status: url === "/v2/" ? 200 : 404, body: "{}" };
}

describe("signing in", () => {
  const bearer = (server: { origin: string }, more = "") => ({
    status: 401,
    headers: { "www-authenticate": `Bearer realm="${server.origin}/token",service="here"${more}` },
  });

  it("answers a Bearer challenge, and uses a token for all that its scope holds", async () => {
    const server: FakeRegistry = await serve((request) => {
      if (request.url.startsWith("/token"))
        return { body: JSON.stringify({ token: "t1", expires_in: 300 }) };
      return request.authorization === "Bearer t1"
        ? image(request)
        : bearer(server, ',scope="repository:a/b:pull"');
    });
    const artifact = await connect(server.origin, { credentials }).source("a/b").resolve("1");
    for (const layer of artifact.kind === "image" ? artifact.layers : [])
      for await (const _ of await layer.open());
    const tokens = server.requests.filter(({ url }) => url.startsWith("/token"));
    expect(tokens).toEqual([
      expect.objectContaining({
        url: "/token?service=here&scope=repository%3Aa%2Fb%3Apull",
        authorization: `Basic ${Buffer.from(`me:${secret}`).toString("base64")}`,
      }),
    ]);
  });

  it("asks for a new token when the old one has run out", async () => {
    let valid = 0;
    const server: FakeRegistry = await serve((request) => {
      if (request.url.startsWith("/token"))
        return { body: JSON.stringify({ access_token: `t${++valid}` }) };
      return request.authorization === `Bearer t${valid}` ? image(request) : bearer(server);
    });
    const source = connect(server.origin).source("a/b");
    await source.resolve("1");
    valid = 5;
    await source.resolve("1");
    expect(valid).toBe(6);
  });

  it("trades an identity token for one", async () => {
    const server: FakeRegistry = await serve((request) => {
      if (request.url === "/token")
        return { status: request.method === "POST" ? 200 : 405, body: '{"access_token":"t"}' };
      return request.authorization === "Bearer t" ? image(request) : bearer(server);
    });
    await connect(server.origin, { credentials: { identityToken: secret } }).ping();
  });

  it("answers a Basic challenge, and shows a ready token by itself", async () => {
    const server = await serve((request) =>
      request.authorization
        ? image(request)
        : { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
    );
    await connect(server.origin, { credentials }).ping();
    await connect(server.origin, { credentials: { registryToken: "ready" } }).ping();
    expect(server.requests.at(-1)?.authorization).toBe("Bearer ready");
    expect(await failure(connect(server.origin).ping())).toMatchObject({
      code: "unauthorized",
      hint: expect.stringContaining("Give a user name"),
    });
  });

  it.each([
    [
      "the password",
      (server: FakeRegistry, request: Request): Reply =>
        request.url.startsWith("/token") ? { status: 401 } : bearer(server),
    ],
    [
      "the token",
      (server: FakeRegistry, request: Request): Reply =>
        request.url.startsWith("/token") ? { body: '{"token":"t"}' } : bearer(server),
    ],
  ])("says when %s is not taken", async (_, answer) => {
    const server: FakeRegistry = await serve((request) => answer(server, request));
    expect(await failure(connect(server.origin, { credentials }).ping())).toMatchObject({
      code: "unauthorized",
      hint: expect.stringContaining("wrong"),
    });
    expect(server.requests.length).toBeLessThan(5);
  });

  it.each(["http://token.example.com/token", "ftp://x/y", "nothing", "https://u:p@x/"])(
    "sends no credentials to the unprotected realm %s",
    async (realm) => {
      const server = await serve(() => ({
        status: 401,
        headers: { "www-authenticate": `Bearer realm="${realm}"` },
      }));
      expect(await failure(connect(server.origin, { credentials }).ping())).toMatchObject({
        code: "registry-answer",
      });
    },
  );

  it("never goes along a redirect to another host", async () => {
    const store = await serve(() => ({
      body: blob(JSON.parse(blob(digest).toString()).config.digest),
    }));
    const server = await serve((request) => {
      if (!request.authorization)
        return { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
      return request.url.includes("/blobs/")
        ? { status: 307, headers: { location: `${store.origin}/b?X-Signature=${secret}` } }
        : image(request);
    });
    await connect(server.origin, { credentials }).source("a/b").resolve("1");
    expect(store.requests).toEqual([expect.objectContaining({ authorization: undefined })]);
  });

  it.each([
    [
      'Bearer realm="https://a/b?c=d,e",service="x y",scope="repository:a/b:pull,push"',
      [
        {
          scheme: "bearer",
          parameters: {
            realm: "https://a/b?c=d,e",
            service: "x y",
            scope: "repository:a/b:pull,push",
          },
        },
      ],
    ],
    ['Basic realm="a \\"b\\""', [{ scheme: "basic", parameters: { realm: 'a "b"' } }]],
    [
      "Negotiate, Basic realm=x",
      [
        { scheme: "negotiate", parameters: {} },
        { scheme: "basic", parameters: { realm: "x" } },
      ],
    ],
    ["", []],
  ])("reads %s", (text, challenges) => {
    expect(parseChallenges(text)).toEqual(challenges);
  });
});

describe("a registry that fails", () => {
  it("is asked again after a passing fault, as it says when", async () => {
    const replies: Reply[] = [{ status: 503 }, { status: 429, headers: { "retry-after": "0" } }];
    const server = await serve((request, count) => replies[count] ?? image(request));
    await connect(server.origin).ping();
    expect(server.requests).toHaveLength(3);
  });

  it("is asked again when it cuts the connection", async () => {
    const server = await serve((request, count) =>
      count === 0 ? { body: "{}", cutAfter: 0 } : image(request),
    );
    await connect(server.origin).ping();
  });

  it("that wants a long rest gets it", async () => {
    const server = await serve(() => ({ status: 429, headers: { "retry-after": "3600" } }));
    expect(await failure(connect(server.origin).ping())).toMatchObject({
      code: "rate-limited",
      hint: expect.stringContaining("3600 s"),
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Reply, string]>([
    ["429", { status: 429, headers: { "retry-after": "0" } }, "rate-limited"],
    ["500", { status: 500, body: '{"errors":[{"code":"UNKNOWN"}]}' }, "registry-answer"],
    ["403", { status: 403, body: '{"errors":[{"code":"DENIED"}]}' }, "unauthorized"],
    ["404", { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, "not-found"],
    [
      "404 as a web page",
      { status: 404, body: "<html>", headers: { "content-type": "text/html; charset=utf-8" } },
      "registry-answer",
    ],
    [
      "200 as a web page",
      { body: "<html>", headers: { "content-type": "text/html" } },
      "registry-answer",
    ],
    [
      "a redirect in circles",
      { status: 302, headers: { location: "/v2/a/b/manifests/1" } },
      "registry-answer",
    ],
    ["a redirect to nowhere", { status: 302 }, "registry-answer"],
    [
      "a redirect to a file",
      { status: 302, headers: { location: "file:///etc/passwd" } },
      "registry-answer",
    ],
    ["no JSON", { body: "{" }, "manifest-invalid"],
    ["too much", { body: Buffer.alloc(5 * 2 ** 20, 0x20) }, "limit-exceeded"],
    [
      "another digest than it says",
      { ...manifestReply, headers: { "docker-content-digest": sha256(Buffer.from("x")) } },
      "digest-mismatch",
    ],
  ])("with %s", async (_, reply, code) => {
    const server = await serve(() => reply);
    expect(
      await failure(connect(server.origin, { credentials }).source("a/b").resolve("1")),
    ).toMatchObject({ code, hint: expect.anything() });
  });

  it("with another manifest than was asked for by digest", async () => {
    const server = await serve(image);
    const asked = sha256(Buffer.from("x"));
    expect(await failure(connect(server.origin).source("a/b").resolve(asked))).toMatchObject({
      code: "digest-mismatch",
    });
  });

  it("or is not there at all", async () => {
    const server = await fakeRegistry(() => ({}));
    await server.close();
    expect(await failure(connect(server.origin).ping())).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(await failure(connect("nowhere.invalid").ping())).toMatchObject({ code: "unreachable" });
    expect(
      await failure(connect(server.origin, { signal: AbortSignal.abort() }).ping()),
    ).toMatchObject({ code: "aborted" });
  });

  it("does not speak TLS where it should", async () => {
    const server = await serve(image);
    expect(await failure(connect(server.origin.replace("http:", "https:")).ping())).toMatchObject({
      code: "registry-answer",
      hint: expect.stringContaining("http://"),
    });
  });
});

describe("a blob", () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 251));
  async function readBlob(server: FakeRegistry): Promise<Buffer> {
    const artifact = await connect(server.origin).source("a/b").resolve("1");
    const pieces = [];
    for (const layer of artifact.kind === "image" ? artifact.layers : [])
      for await (const piece of await layer.open()) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
  }
  const config = JSON.parse(blob(digest).toString()).config.digest;

  it.each([
    ["with Range", true],
    ["without Range", false],
  ])("is taken up again where the connection broke, %s", async (_, ranges) => {
    const server = await serve((request, count) => {
      if (!request.url.includes("/blobs/") || request.url.includes(config)) return image(request);
      const from = ranges ? Number(/bytes=(\d+)-/.exec(request.range ?? "")?.[1] ?? 0) : 0;
      const rest = bytes.subarray(from);
      return {
        status: from > 0 ? 206 : 200,
        body: rest,
        ...(count < 2 ? { cutAfter: 30_000 * (count + 1) } : {}),
      };
    });
    expect((await readBlob(server)).equals(bytes)).toBe(true);
  });

  it("that breaks again and again fails", async () => {
    const server = await serve((request) =>
      request.url.includes("/blobs/") && !request.url.includes(config)
        ? { body: bytes, cutAfter: 1000 }
        : image(request),
    );
    expect(await failure(readBlob(server))).toMatchObject({ code: "unreachable" });
  });
});

describe("lists", () => {
  it("go on as the Link header says, absolute or not", async () => {
    const server: FakeRegistry = await serve(({ url }) => {
      const last = new URL(url, "http://x").searchParams.get("last");
      const pages: Record<string, Reply> = {
        "": {
          body: '{"repositories":["a"]}',
          headers: { link: '</v2/_catalog?last=a&n=1>; rel="next"' },
        },
        a: {
          body: '{"repositories":["b"]}',
          headers: { link: `<${server.origin}/v2/_catalog?last=b>; rel="next"` },
        },
        b: { body: '{"repositories":null}' },
      };
      return pages[last ?? ""] ?? { status: 404 };
    });
    expect(await all(connect(server.origin).repositories())).toEqual(["a", "b"]);
  });

  it.each([
    ["circles", "</v2/a/tags/list?n=500>; rel=next"],
    ["another host", '<http://evil.example/v2/a/tags/list>; rel="next"'],
  ])("that lead to %s end", async (_, link) => {
    const server = await serve(() => ({ body: '{"tags":["1"]}', headers: { link } }));
    expect(await failure(all(connect(server.origin, { credentials }).tags("a")))).toMatchObject({
      code: "registry-answer",
    });
  });
});

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(openssl)("a certificate (openssl makes them)", () => {
  const made: Record<string, { key: string; cert: string }> = {};
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
    const make = (name: string, subject: string) => {
      const key = join(folder, `${name}.key`);
      const cert = join(folder, `${name}.crt`);
      const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
      const names = ["-subj", "/CN=test", "-addext", `subjectAltName=${subject}`];
      execFileSync(
        "openssl",
        ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names, "-days", "2"],
        { stdio: "ignore" },
      );
      made[name] = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    };
    make("good", "IP:127.0.0.1");
    make("other", "DNS:elsewhere.example");
    rmSync(folder, { recursive: true });
  });

  async function pingWith(name: string, trusted: boolean): Promise<[FakeRegistry, Registry]> {
    const server = await fakeRegistry(image, made[name]);
    untilTestEnds(server);
    const certificate = trusted ? (made[name]?.cert ?? null) : null;
    return [server, connect(server.origin, { certificate, credentials })];
  }

  it.each([
    ["nobody vouches for", "good", false, /self-signed/],
    ["is for another host", "other", true, /another host/],
  ])("that %s is told apart", async (_, name, trusted, hint) => {
    const [server, client] = await pingWith(name, trusted);
    expect(await failure(client.ping())).toMatchObject({
      code: "certificate",
      hint: expect.stringMatching(hint),
    });
    expect(server.requests).toEqual([]);
  });

  it("of a registry that was asked in plain http is hinted at", async () => {
    const server = await serve(() => ({
      status: 400,
      body: "Client sent an HTTP request to an HTTPS server.",
    }));
    expect(await failure(connect(server.origin).ping())).toMatchObject({
      code: "registry-answer",
      hint: expect.stringContaining("https://"),
    });
  });

  it("of one's own authority is taken when it is given", async () => {
    const [server, client] = await pingWith("good", true);
    await client.ping();
    expect(server.requests).toHaveLength(1);
  });
});

it.each([
  ["CERT_HAS_EXPIRED", "certificate"],
  ["CERT_NOT_YET_VALID", "certificate"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate"],
  ["UND_ERR_CONNECT_TIMEOUT", "unreachable"],
  ["UND_ERR_BODY_TIMEOUT", "unreachable"],
  ["EAI_AGAIN", "unreachable"],
  ["EPROTO", "registry-answer"],
])("a connection that ends with %s is told as %s, by the host alone", (code, kind) => {
  const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
  const error = connectionError(cause, new URL(`https://host.io/v2/x?X-Signature=${secret}`));
  expect(error).toMatchObject({
    code: kind,
    message: `host.io: ${code}`,
    hint: expect.any(String),
  });
});
