import { type FakeServer, startFakeServer } from "@plimsoll/testkit";
import { describe, expect, it, vi } from "vitest";
import { untilTestEnds } from "../../test/fake-registry.ts";
import { openRegistry, type Registry } from "./registry.ts";

const digest = `sha256:${"a".repeat(64)}`;

/** A registry whose token server answers only once so many requests were refused. */
async function start(refusals: number) {
  const asked = { tokens: 0, refused: 0 };
  const enough = Promise.withResolvers<void>();
  const server: FakeServer = await startFakeServer(async ({ url, headers }) => {
    if (url.pathname === "/token") {
      asked.tokens++;
      await enough.promise;
      return { status: 200, body: { token: "t", expires_in: 300 } };
    }
    if (headers.authorization === "Bearer t")
      return { status: 200, headers: { "docker-content-digest": digest } };
    if (++asked.refused === refusals) enough.resolve();
    const challenge = `Bearer realm="${server.address}/token",service="here"`;
    return { status: 401, headers: { "www-authenticate": challenge } };
  });
  untilTestEnds(server);
  const registry: Registry = openRegistry({ address: server.address, retry: { baseMs: 1 } });
  untilTestEnds(registry);
  return { asked, registry };
}

describe("a token that several requests wait for", () => {
  it("is asked for once", async () => {
    const { asked, registry } = await start(4);
    const tags = ["1", "2", "3", "4"].map((tag) => registry.digest("a/b", tag));
    expect(await Promise.all(tags)).toEqual([digest, digest, digest, digest]);
    expect(asked.tokens).toBe(1);
  });

  it("is asked for once for each repository", async () => {
    const { asked, registry } = await start(4);
    await Promise.all(["a", "a", "b", "b"].map((repository) => registry.digest(repository, "1")));
    expect(asked.tokens).toBe(2);
  });

  it("comes also where the one that asked for it stops", async () => {
    const { asked, registry } = await start(3);
    const stop = new AbortController();
    const first = registry.digest("a/b", "1", stop.signal);
    await vi.waitFor(() => expect(asked.tokens).toBe(1));
    const second = registry.digest("a/b", "2");
    await vi.waitFor(() => expect(asked.refused).toBe(2));
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    const third = registry.digest("a/b", "3");
    expect(await Promise.all([second, third])).toEqual([digest, digest]);
  });
});
