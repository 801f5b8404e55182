import { describe, expect, it } from "vitest";
import type { FakeRegistry, Reply, Request } from "../../test/fake-registry.ts";
import {
  blob,
  connect,
  credentials,
  digest,
  failure,
  image,
  secret,
  serve,
} from "../../test/registry-rig.ts";
import { parseChallenges } from "./registry-auth.ts";

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
