import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { RegistryCheck } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSigned } from "../../test/certificate.ts";
import {
  addRegistry,
  newestOf,
  refusal,
  resync,
  scan,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

const secret = "open sesame";
const credentials = { username: "robot", password: secret };
const authorization = `Basic ${Buffer.from(`robot:${secret}`).toString("base64")}`;

let service: TestService;
let open: RunningRegistry;
let locked: RunningRegistry;
beforeAll(async () => {
  service = await startTestService();
  const content = { "team/tool": { "1.0": await alpineImage({ busybox: "1.36.1-r0" }) } };
  open = await serveImages(content);
  locked = await serveImages(content, {
    intercept: (request, response) => {
      if (request.headers.authorization === authorization) return false;
      response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
      return true;
    },
  });
});
afterAll(async () => {
  await Promise.all([open.close(), locked.close()]);
  await service.close();
});

describe("testing a connection tells each thing on its own line", () => {
  const passed = ["address", "certificate", "api", "credentials", "catalog"];
  const linesOf = async (body: Parameters<TestService["client"]["testRegistry"]>[0]["body"]) => {
    const { checks, ...rest } = await service.client.testRegistry({ body });
    expect(checks.map((check) => check.name)).toEqual(passed);
    return { ...rest, failed: checks.find((check) => check.result === "failed"), checks };
  };
  const result = (checks: RegistryCheck[], name: string) =>
    checks.find((check) => check.name === name)?.result;

  test("an open registry passes", async () => {
    const { passed, checks } = await linesOf({ address: open.address });
    expect(passed).toBe(true);
    expect(result(checks, "certificate")).toBe("skipped");
    expect(result(checks, "catalog")).toBe("passed");
  });

  test("right credentials pass, wrong or missing ones fail at their line", async () => {
    expect((await linesOf({ address: locked.address, ...credentials })).passed).toBe(true);
    for (const given of [{}, { ...credentials, password: "guess" }]) {
      const { failed, checks } = await linesOf({ address: locked.address, ...given });
      expect(failed).toMatchObject({ name: "credentials", code: "registry-credentials" });
      expect(result(checks, "address")).toBe("passed");
      expect(result(checks, "catalog")).toBe("skipped");
    }
  });

  test("a dead address fails at the address, soon", async () => {
    const { failed } = await linesOf({ address: "http://127.0.0.1:1" });
    expect(failed).toMatchObject({ name: "address", code: "registry-unreachable" });
    expect(failed?.detail).toMatch(/listens/);
  });

  test("a certificate that nobody knows fails at the certificate, and passes when it is given", async () => {
    const { certificate, key } = selfSigned();
    const server = createTlsServer({ cert: certificate, key }, (request, response) => {
      response.end(request.url === "/v2/" ? "{}" : '{"repositories":[]}');
    });
    const address = await listen(server, "https");
    const { failed } = await linesOf({ address });
    expect(failed).toMatchObject({ name: "certificate", code: "registry-certificate" });
    const trusted = await linesOf({ address, certificate });
    expect(trusted.passed).toBe(true);
    expect(result(trusted.checks, "certificate")).toBe("passed");
    server.closeAllConnections();
    server.close();
  });

  test.each([200, 404])("what is no registry fails at the API when it says %i", async (status) => {
    const server = createServer((_, response) => {
      response.writeHead(status, { "content-type": "text/html" }).end("<h1>Welcome");
    });
    const { failed } = await linesOf({ address: await listen(server, "http") });
    expect(failed).toMatchObject({ name: "api", code: "registry-not-oci" });
    server.closeAllConnections();
    server.close();
  });

  test("what has no registry API is no registry", async () => {
    const server = createServer((_, response) => {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
    });
    const { failed } = await linesOf({ address: await listen(server, "http") });
    expect(failed).toMatchObject({ name: "api", code: "registry-not-oci" });
    server.closeAllConnections();
    server.close();
  });

  test("of a stored registry, with its stored password, the outcome is its health", async () => {
    const { id } = await addRegistry(service.client, locked.address, credentials);
    await service.database.db.updateTable("registry").set({ health: "unknown" }).execute();
    const { passed } = await linesOf({
      address: locked.address,
      username: "robot",
      registryId: id,
    });
    expect(passed).toBe(true);
    expect((await service.client.getRegistry({ params: { id } })).health).toBe("healthy");
  });

  test("a stored password is not sent to another address", async () => {
    const { id } = await addRegistry(service.client, locked.address, credentials);
    const problem = await refusal(
      service.client.testRegistry({
        body: { address: "http://127.0.0.1:1", username: "robot", registryId: id },
      }),
    );
    expect(problem).toMatchObject({ code: "bad-request", hint: expect.stringContaining("again") });
    const change = service.client.updateRegistry({
      params: { id },
      body: { address: "http://127.0.0.1:1" },
    });
    expect((await refusal(change)).code).toBe("bad-request");
  });
});

describe("connecting a registry", () => {
  const create = (body: object) =>
    service.client.createRegistry({
      body: { name: "n", kind: "distribution", address: open.address, ...body },
    });

  test.each([
    ["a path", { address: "https://registry.example/library" }, /after the host/],
    ["credentials in the address", { address: "https://me:pw@registry.example" }, /must not hold/],
    ["a user without a password", { username: "robot" }, /go together/],
    ["a password without a user", { password: secret }, /go together/],
    ["a certificate that is none", { certificate: "-----BEGIN" }, /cannot be read/],
  ])("with %s is refused and keeps nothing", async (_, body, message) => {
    const before = await service.client.listRegistries();
    const problem = await refusal(create(body));
    expect(problem.code).toBe("bad-request");
    expect(problem.detail).toMatch(message);
    expect(problem.detail).not.toContain("pw");
    expect(await service.client.listRegistries()).toEqual(before);
  });

  test("under a name that is taken is refused, whatever its case", async () => {
    const registry = await addRegistry(service.client, open.address, { name: "Harbour" });
    expect((await refusal(create({ name: "harbour" }))).code).toBe("conflict");
    const params = { id: registry.id };
    await service.client.updateRegistry({ params, body: { name: "HARBOUR" } });
    await service.client.deleteRegistry({ params });
  });

  test("that is dead is kept, is unhealthy and says why", async () => {
    const registry = await addRegistry(service.client, "http://127.0.0.1:1");
    expect(registry).toMatchObject({
      syncState: "failed",
      health: "unhealthy",
      healthCode: "registry-unreachable",
      syncedAt: null,
    });
    expect(registry.healthDetail).toMatch(/listens/);
  });

  test("with a wrong password is unhealthy until it is changed", async () => {
    const wrong = { ...credentials, password: "guess" };
    const { id, ...first } = await addRegistry(service.client, locked.address, wrong);
    expect(first.healthCode).toBe("registry-credentials");
    await service.client.updateRegistry({ params: { id }, body: { password: secret } });
    const changed = await resync(service, id);
    expect(changed).toMatchObject({ health: "healthy", healthCode: null, images: 1 });
  });

  test("and forgetting its user name makes it anonymous", async () => {
    const { id } = await addRegistry(service.client, locked.address, credentials);
    const body = { username: null };
    const changed = await service.client.updateRegistry({ params: { id }, body });
    expect(changed).toMatchObject({ username: null, hasPassword: false });
    await service.client.deleteRegistry({ params: { id } });
  });

  test("and unbinding it takes what is known of it away, and nothing else", async () => {
    const { id } = await addRegistry(service.client, open.address);
    const other = await addRegistry(service.client, open.address);
    await service.client.deleteRegistry({ params: { id } });
    expect((await refusal(service.client.getRegistry({ params: { id } }))).code).toBe("not-found");
    const ofIt = await service.client.listImages({ query: { registry: id } });
    const ofOther = await service.client.listImages({ query: { registry: other.id } });
    expect([ofIt.items.length, ofOther.items.length]).toEqual([0, 1]);
  });
});

describe("a registry's password", () => {
  test("is sealed at rest and in no answer", async () => {
    const registry = await addRegistry(service.client, locked.address, credentials);
    expect(registry).toMatchObject({ username: "robot", hasPassword: true });
    expect(JSON.stringify(registry)).not.toContain(secret);
    const { rows } = await sql<{ row: string }>`select registry::text as row from registry`.execute(
      service.database.db,
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString("hex"));
  });

  test("is used for the sync after the service was started again", async () => {
    const { id } = await addRegistry(service.client, locked.address, credentials);
    await service.restart();
    expect(await resync(service, id)).toMatchObject({ health: "healthy" });
    await synced(service.client, id);
  });
});

async function listen(server: Server, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a registry without a catalogue", () => {
  test("shows the repositories given by hand, and those with a prefix where it can list them", async () => {
    const { client } = service;
    const image = await alpineImage({ busybox: "1.36.1-r0" });
    let catalogue = false;
    const registry = await serveImages(
      Object.fromEntries(["a/one", "a/two", "b/one", "c/one"].map((name) => [name, { v1: image }])),
      {
        intercept: (request, response) => {
          if (catalogue || !request.url?.includes("_catalog")) return false;
          response.writeHead(404).end();
          return true;
        },
      },
    );
    const { id } = await client.createRegistry({
      body: {
        name: "By hand",
        kind: "distribution",
        address: registry.address,
        repositories: ["a/one", "b/one"],
      },
    });
    const shown = async () => {
      const { items } = await client.listImages({ query: { registry: id } });
      return items.map(({ repository }) => repository);
    };
    expect(await synced(client, id)).toMatchObject({ health: "healthy" });
    expect(await shown()).toEqual(["a/one", "b/one"]);
    const test = await client.testRegistry({
      body: { address: registry.address, repositories: ["nowhere/at-all"] },
    });
    expect(test.passed).toBe(false);

    catalogue = true;
    await client.updateRegistry({ params: { id }, body: { repositories: ["a/", "c/one"] } });
    await resync(service, id);
    expect(await shown()).toEqual(["a/one", "a/two", "c/one"]);
    await client.deleteRegistry({ params: { id } });
    await registry.close();
  });

  test.each([
    [401, "registry-no-catalog", "by hand"],
    [403, "registry-no-catalog", "by hand"],
    [404, "registry-no-catalog", "by hand"],
    [405, "registry-no-catalog", "by hand"],
    [500, "registry-not-oci", "fault"],
  ])("that it refuses with %i is %s", async (status, code, words) => {
    const { client } = service;
    const registry = await serveImages(
      {},
      {
        intercept: (request, response) => {
          if (!request.url?.includes("_catalog")) return false;
          response.writeHead(status).end();
          return true;
        },
      },
    );
    const { checks } = await client.testRegistry({ body: { address: registry.address } });
    expect(checks.find(({ name }) => name === "credentials")?.result).not.toBe("failed");
    expect(checks.find(({ name }) => name === "catalog")).toMatchObject({
      result: "failed",
      code,
      detail: expect.stringContaining(words),
    });
    await registry.close();
  });

  test("is not said to have none where it refuses all", async () => {
    const registry = await serveImages(
      {},
      {
        intercept: (_, response) => {
          response.writeHead(401).end();
          return true;
        },
      },
    );
    const { id } = await service.client.createRegistry({
      body: { name: "Refuses all", kind: "distribution", address: registry.address },
    });
    expect(await synced(service.client, id)).toMatchObject({ healthCode: "registry-credentials" });
    await service.client.deleteRegistry({ params: { id } });
    await registry.close();
  });

  test("passes the test where it greets nobody, but shows what was named", async () => {
    const registry = await serveImages(
      { "team/public": { v1: await alpineImage({ busybox: "1.36.1-r0" }) } },
      {
        intercept: (request, response) => {
          if (request.url !== "/v2/") return false;
          response.writeHead(401).end();
          return true;
        },
      },
    );
    const { address } = registry;
    const test = (repositories: string[]) =>
      service.client.testRegistry({ body: { address, repositories } });
    expect((await test(["team/public"])).passed).toBe(true);
    expect((await test(["team/missing"])).passed).toBe(false);
    expect((await test([])).passed).toBe(false);
    await registry.close();
  });

  test("is pulled from its mirror first", async () => {
    const { client } = service;
    const image = await alpineImage({ busybox: "1.36.1-r0" });
    const asked: string[] = [];
    const content = { "team/mirrored": { v1: image } };
    const registry = await serveImages(content, {
      intercept: (request, response) => {
        if (!request.url?.includes("/blobs/")) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    const mirror = await serveImages(content, {
      intercept: (request) => {
        asked.push(request.url ?? "");
        return false;
      },
    });
    const { id } = await client.createRegistry({
      body: {
        name: "Mirrored",
        kind: "distribution",
        address: registry.address,
        mirrors: [mirror.address],
      },
    });
    expect(await synced(client, id)).toMatchObject({ images: 1, mirrors: [mirror.address] });
    const { id: artifactId } = await newestOf(client, "team/mirrored");
    await scan(client, artifactId);
    expect(asked.some((url) => url.includes("/blobs/"))).toBe(true);
    await client.deleteRegistry({ params: { id } });
    await Promise.all([registry.close(), mirror.close()]);
  });
});

test.each(["Team/Upper", "team//two", "team/..", "-_/.4"])(
  "%s in a catalogue cannot be read, and keeps none of the others away",
  async (name) => {
    const image = await alpineImage({ busybox: "1.36.1-r0" });
    const registry = await serveImages(
      { "team/fine": { v1: image } },
      {
        intercept: (request, response) => {
          if (!request.url?.includes("_catalog")) return false;
          response.end(JSON.stringify({ repositories: [name, "team/fine"] }));
          return true;
        },
      },
    );
    const { id, syncState } = await addRegistry(service.client, registry.address);
    expect(syncState).toBe("done");
    const { items } = await service.client.listImages({ query: { registry: id } });
    const fine = items.find(({ repository }) => repository === "team/fine");
    expect(fine?.artifacts).toBe(1);
    // By hand it is refused at once.
    const body = { address: registry.address, repositories: [name] };
    expect(await refusal(service.client.testRegistry({ body }))).toMatchObject({
      code: "bad-request",
    });
    await registry.close();
  },
);

test("a registry's own notifications have what was pushed looked at, with the right secret only", async () => {
  const { client } = service;
  const image = await alpineImage({ busybox: "1.36.1-r0" });
  let pushed = false;
  const registry = await serveImages(
    { "team/old": { v1: image }, "team/pushed": { v1: image } },
    {
      intercept: (request, response) => {
        if (pushed || !request.url?.includes("_catalog")) return false;
        response.end(JSON.stringify({ repositories: ["team/old"] }));
        return true;
      },
    },
  );
  const { id } = await client.createRegistry({
    body: { name: "Notifies", kind: "distribution", address: registry.address },
  });
  await synced(client, id);
  const { path, authorization } = await client.renewWebhookSecret({ params: { id } });
  const send = (action: string, given = authorization, body: object = {}) =>
    fetch(`${service.url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/vnd.docker.distribution.events.v1+json",
        authorization: given,
      },
      body: JSON.stringify({
        events: [{ id: "1", action, target: { repository: "team/pushed", digest: "sha256:0" } }],
        ...body,
      }),
    });
  expect((await send("push", "Bearer forged")).status).toBe(401);
  expect((await send("push", authorization, { events: 1 })).status).toBe(400);
  expect(await (await send("pull")).json()).toEqual({ repositories: 0 });
  pushed = true;
  expect(await (await send("push")).json()).toEqual({ repositories: 1 });
  await until(async () => expect((await newestOf(client, "team/pushed")).tags).toEqual(["v1"]));
  await client.renewWebhookSecret({ params: { id } });
  expect((await send("push")).status).toBe(401);
  await client.deleteRegistry({ params: { id } });
  await registry.close();
});
