import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { all, demoImages } from "../../../test/harbor-images.ts";
import { type HarborClient, openHarborClient } from "./client.ts";
import type { HarborPatience } from "./http.ts";
import { artifactPath, encodeQuery, repositoryPath } from "./paths.ts";

const quick: Partial<HarborPatience> = { baseMs: 5, longestMs: 100, lockMs: 150 };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function harborWith(
  patience: Partial<HarborPatience> = {},
): Promise<{ harbor: RunningHarbor; client: HarborClient }> {
  const harbor = await startHarbor({ lockMs: 100 });
  const client = clientOf(harbor.address, harbor.administrator, patience);
  closing.push(harbor.close);
  return { harbor, client };
}

function clientOf(
  address: string,
  credentials: { username: string; password: string } | null,
  patience: Partial<HarborPatience> = {},
): HarborClient {
  const client = openHarborClient({
    address,
    credentials,
    certificate: null,
    patience: { ...quick, ...patience },
  });
  closing.push(client.close);
  return client;
}

/** Whatever answers there instead of a Harbor. */
async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("what is in Harbor's URLs", () => {
  it.each([
    ["p/a", "/api/v2.0/projects/p/repositories/a"],
    ["p/a/b", "/api/v2.0/projects/p/repositories/a%252Fb"],
    ["2026/a.b__c-d", "/api/v2.0/projects/2026/repositories/a.b__c-d"],
  ])("names the repository %s", (repository, path) => {
    expect(repositoryPath(repository)).toBe(path);
  });

  it("cannot be led elsewhere by a name", () => {
    expect(artifactPath("p/../..", "../../x?y#z")).toBe(
      "/api/v2.0/projects/p/repositories/..%252F../artifacts/..%2F..%2Fx%3Fy%23z",
    );
  });

  it("is escaped twice in q, and only there", () => {
    const type = "application/vnd.oci.image.config.v1+json";
    expect(encodeQuery({ page: 1, q: `artifact_type=${type}`, sort: "+a" })).toBe(
      "?page=1&q=artifact_type%253Dapplication%252Fvnd.oci.image.config.v1%252Bjson&sort=%2Ba",
    );
    expect(encodeQuery({ q: undefined })).toBe("");
  });
});

describe("who asks", () => {
  it("is a user, a robot or nobody", async () => {
    const { harbor, client } = await harborWith();
    expect(await client.identify()).toEqual({ kind: "user", name: "admin", administrator: true });
    expect(await clientOf(harbor.address, harbor.addRobot("r", [])).identify()).toEqual({
      kind: "robot",
    });
    expect(await clientOf(harbor.address, null).identify()).toEqual({ kind: "anonymous" });
  });

  it("is told to be wrong, although Harbor answers the public calls", async () => {
    const { harbor } = await harborWith();
    harbor.addProject("open", { public: true });
    const client = clientOf(harbor.address, { username: "admin", password: "wrong one" });
    expect(await all(client.projects())).toHaveLength(1);
    const error = await client.identify().catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: "registry-credentials" });
    expect(String(error)).not.toContain("wrong one");
  });

  it("is believed although somebody else just locked the user with a wrong password", async () => {
    const { harbor, client } = await harborWith();
    const wrong = clientOf(harbor.address, { username: "admin", password: "x" }).identify();
    const right = client.identify();
    await expect(wrong).rejects.toMatchObject({ code: "registry-credentials" });
    expect(await right).toMatchObject({ kind: "user" });
  });

  it("never comes with the session that Harbor offers", async () => {
    const cookies: unknown[] = [];
    const address = await answering((request, response) => {
      cookies.push(request.headers.cookie);
      response.setHeader("set-cookie", "sid=abc; Path=/").end("Pong");
    });
    const client = clientOf(address, null);
    await client.ping();
    await client.ping();
    expect(cookies).toEqual([undefined, undefined]);
  });
});

describe("a list", () => {
  it("of 250 is three pages, and knows nested names", async () => {
    const { harbor, client } = await harborWith();
    harbor.addMany("many", { repositories: 250, artifacts: 1 });
    const names = (await all(client.repositories("many"))).map(({ name }) => name);
    expect(new Set(names).size).toBe(250);
    expect(harbor.requests).toHaveLength(3);
    expect(await all(client.artifacts("many/team-7/service-7"))).toHaveLength(1);
  });

  it.each([0, 100, 200])("of %i asks for no page too many", async (repositories) => {
    const { harbor, client } = await harborWith();
    harbor.addMany("many", { repositories, artifacts: 1 });
    expect(await all(client.repositories("many"))).toHaveLength(repositories);
    expect(harbor.requests).toHaveLength(Math.max(1, repositories / 100));
  });

  it("can be of a whole project, or of what was pushed since", async () => {
    const { harbor, client } = await harborWith();
    harbor.addMany("many", { repositories: 15, artifacts: 20 });
    expect(await all(client.artifacts("many"))).toHaveLength(300);
    expect(harbor.requests).toHaveLength(3);
    const since = { pushedSince: new Date("2026-01-01T00:04:50Z") };
    expect(await all(client.artifacts("many", since))).toHaveLength(10);
  });

  it("goes on by Link where no total is told, and an empty body is an empty list", async () => {
    let asked = 0;
    const address = await answering((_, response) => {
      asked += 1;
      if (asked === 1) response.setHeader("link", '</x?page=2>; rel="next"');
      response.end(asked === 1 ? '[{"project_id":1,"name":"a"}]' : "");
    });
    expect(await all(clientOf(address, null).projects())).toHaveLength(1);
    expect(asked).toBe(2);
  });

  it("ends although an endless next page is promised", async () => {
    const address = await answering((_, response) => {
      response.setHeader("x-total-count", "1").setHeader("link", '</x>; rel="next"');
      response.end('[{"project_id":1,"name":"a"}]');
    });
    expect(await all(clientOf(address, null).projects())).toHaveLength(1);
  });
});

describe("a Harbor that is not itself", () => {
  it.each([
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504 of a proxy", { status: 504, body: "<html>" }],
    ["429", { status: 429, headers: { "retry-after": "0" } }],
    ["a cut connection", "cut"],
  ] as const)("is asked again after %s", async (_, act) => {
    const { harbor, client } = await harborWith();
    harbor.faults.add({ act, times: 2 });
    await client.ping();
    expect(harbor.requests).toHaveLength(3);
  });

  it.each([
    [500, "registry-unreachable", 1],
    [503, "registry-unreachable", 3],
    [429, "registry-limited", 3],
    [403, "registry-credentials", 1],
    [404, "not-found", 1],
  ])("that answers %i for good is told as %s after %i attempts", async (status, code, attempts) => {
    const { harbor, client } = await harborWith({ attempts: 3 });
    harbor.faults.add({ act: { status } });
    await expect(client.ping()).rejects.toMatchObject({ code, hint: expect.any(String) });
    expect(harbor.requests).toHaveLength(attempts);
  });

  it("is not asked twice for what must not happen twice", async () => {
    const { harbor, client } = await harborWith();
    harbor.faults.add({ act: { status: 503 } });
    const request = { method: "POST", path: "/api/v2.0/robots", json: {}, what: "it" } as const;
    await expect(client.send(request)).rejects.toMatchObject({ code: "registry-unreachable" });
    expect(harbor.requests).toHaveLength(1);
  });

  it("is left alone as long as it asks for, and not waited for longer than makes sense", async () => {
    const { harbor, client } = await harborWith();
    harbor.faults.add({ act: { status: 429, headers: { "retry-after": "3600" } } });
    await expect(client.ping()).rejects.toMatchObject({
      code: "registry-limited",
      retryAfter: 3600,
    });
    expect(harbor.requests).toHaveLength(1);
  });

  it("is found again when it comes back in the middle of a list", async () => {
    const { harbor, client } = await harborWith({ attempts: 20 });
    harbor.addMany("many", { repositories: 300, artifacts: 1 });
    const names: string[] = [];
    let back: Promise<void> | undefined;
    for await (const { name } of client.repositories("many")) {
      names.push(name);
      if (names.length === 100) back = harbor.die().then(harbor.revive);
    }
    await back;
    expect(new Set(names).size).toBe(300);
  });

  it.each([
    ["a web page", "<html>Harbor</html>"],
    ["something else", '{"projects":[]}'],
    ["items that are none", '[{"id":"x"}]'],
    ["half a document", '[{"project_id":1'],
  ])("but %s is told as such", async (_, body) => {
    const address = await answering((_request, response) => void response.end(body));
    await expect(all(clientOf(address, null).projects())).rejects.toMatchObject({
      code: "registry-not-oci",
    });
  });

  it("cannot fill the memory", async () => {
    let sent = 0;
    const address = await answering((_, response) => {
      const more = () => {
        while (sent < 64 * 2 ** 20 && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on("drain", more);
      more();
    });
    await expect(clientOf(address, null).ping()).rejects.toMatchObject({
      code: "registry-not-oci",
      message: expect.stringContaining("larger than"),
    });
    expect(sent).toBeLessThan(16 * 2 ** 20);
  });

  it("is not followed elsewhere: the credentials are for it alone", async () => {
    let led = 0;
    const elsewhere = await answering((_, response) => {
      led += 1;
      response.end("Pong");
    });
    const address = await answering((_, response) => {
      response.writeHead(308, { location: `${elsewhere}/api/v2.0/ping` }).end();
    });
    const client = clientOf(address, { username: "a", password: "secret" });
    await expect(client.ping()).rejects.toMatchObject({ hint: expect.stringContaining(elsewhere) });
    expect(led).toBe(0);
  });

  it("does not keep those waiting who stop while they wait for their turn", async () => {
    const { harbor, client } = await harborWith({ atOnce: 1 });
    harbor.faults.add({ act: "silent" });
    const first = client.ping().catch(() => {});
    const stop = new AbortController();
    const second = client.ping(stop.signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: "aborted" });
    await expect(client.ping(stop.signal)).rejects.toMatchObject({ code: "aborted" });
    expect(harbor.requests.length).toBeLessThan(2);
    await client.close();
    await first;
  });

  it("stops being waited for when nobody wants it any more", async () => {
    const { harbor, client } = await harborWith();
    harbor.faults.add({ act: "silent" });
    const stop = new AbortController();
    const asked = client.ping(stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: "aborted" });
  });
});

it("asks so many things at once and no more, whoever asks", async () => {
  let inside = 0;
  let most = 0;
  const address = await answering((_, response) => {
    inside += 1;
    most = Math.max(most, inside);
    setTimeout(() => {
      inside -= 1;
      response.end("Pong");
    }, 5);
  });
  const clients = [clientOf(address, null, { atOnce: 3 }), clientOf(address, null, { atOnce: 3 })];
  await Promise.all(Array.from({ length: 40 }, (_, at) => clients[at % 2]?.ping()));
  expect(most).toBe(3);
});

it("reads an image through the registry's own API with a token, and with another when its time is over", async () => {
  const { harbor } = await harborWith();
  const { alpine } = await demoImages();
  harbor.push("secret/a/b", alpine, "1");
  const { openHarborRegistry } = await import("./adapter.ts");
  const registry = openHarborRegistry({
    address: harbor.address,
    credentials: harbor.administrator,
    certificate: null,
  });
  closing.push(registry.close);
  const digest = await registry.digest("secret/a/b", "1", AbortSignal.timeout(5_000));
  expect(digest).toBe(alpine.descriptor.digest);
  const artifact = await registry.artifact("secret/a/b", "1", AbortSignal.timeout(5_000));
  expect(artifact).toMatchObject({ kind: "image", platform: { os: "linux" } });
  const image = await registry.source("secret/a/b").resolve("1");
  if (image.kind !== "image") throw new Error("no image");
  harbor.expireTokens();
  const chunks = await all((await image.layers[0]?.open()) ?? (async function* () {})());
  expect(Buffer.concat(chunks)).toHaveLength(image.layers[0]?.size ?? 0);
  const tokens = harbor.requests.filter((line) => line === "GET /service/token");
  expect(tokens.length).toBeGreaterThan(1);
});
