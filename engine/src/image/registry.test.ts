import { describe, expect, it } from "vitest";
import { sha256 } from "../../test/build-image.ts";
import { type FakeRegistry, fakeRegistry, type Reply } from "../../test/fake-registry.ts";
import {
  blob,
  connect,
  credentials,
  digest,
  failure,
  image,
  manifestReply,
  secret,
  serve,
} from "../../test/registry-rig.ts";
import { connectionError } from "./registry-error.ts";

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

async function all(list: AsyncIterable<string>): Promise<string[]> {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

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
