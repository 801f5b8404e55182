import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@plimsoll/api";
import { expect, onTestFinished, test } from "vitest";
import {
  createTestDatabase,
  createTestSource,
  password,
  refusal,
  signIn,
  synced,
  until,
} from "../../test/harness.ts";
import { testAdvisories } from "../../test/images.ts";
import { loadConfig, startServer } from "../index.ts";

/** A service that others can reach. */
async function start(settings: Record<string, string> = {}): Promise<Client> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(database.close);
  const data = await mkdtemp(join(tmpdir(), "plimsoll-outbound-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const config = loadConfig({
    ...{ DATABASE_URL: database.url, PLIMSOLL_DATA: data, PLIMSOLL_PORT: "0" },
    ...{ PLIMSOLL_HOST: "0.0.0.0", PLIMSOLL_ADMIN_PASSWORD: password },
    ...{ PLIMSOLL_LOG_LEVEL: "silent", ...settings },
  });
  const server = await startServer(config, {
    advisories: createTestSource(testAdvisories),
    sample: true,
  });
  onTestFinished(() => server.close());
  return createClient({ origin: server.url, headers: { cookie: await signIn(server.url) } });
}

const trust = { certificate: null, insecure: false };
const ways = {
  "a registry": (client: Client, host: string) =>
    client.createRegistry({
      body: { name: "r", kind: "distribution", address: `http://${host}:9` },
    }),
  "a mirror": (client: Client, host: string) =>
    client.createRegistry({
      body: {
        ...{ name: "m", kind: "distribution", address: "https://registry.example.com" },
        mirrors: [`http://${host}:9`],
      },
    }),
  "a scanner": (client: Client, host: string) =>
    client.createScanner({
      body: { name: "s", config: { kind: "clair", address: `http://${host}:9`, ...trust } },
    }),
  "a server of Trivy's": (client: Client, host: string) =>
    client.createScanner({
      body: { name: "t", config: { kind: "trivy", server: `http://${host}:9`, ...trust } },
    }),
  "a channel": (client: Client, host: string) =>
    client.createChannel({
      body: {
        ...{ name: "c", kind: "webhook", events: ["scan.failed"] },
        target: { kind: "url", url: `http://${host}:9` },
      },
    }),
  "a mail server": (client: Client, host: string) =>
    client.createChannel({
      body: {
        ...{ name: "e", kind: "email", events: ["scan.failed"] },
        target: {
          ...{ kind: "email", to: ["a@b.example"], from: "a@b.example" },
          server: `smtp://${host}:9`,
        },
      },
    }),
  "an issuer": (client: Client, host: string) =>
    client.createIssuer({ body: { name: "i", issuer: `https://${host}:9`, clientId: "x" } }),
};

test("nobody reaches through the service what listens on its machine, or in its cloud", async () => {
  const client = await start();
  for (const host of ["127.0.0.1", "169.254.169.254", "localhost"])
    for (const [what, name] of Object.entries(ways))
      expect(await refusal(name(client, host)), `${what} at ${host}`).toMatchObject({
        code: "bad-request",
        hint: expect.stringContaining("PLIMSOLL_OUTBOUND_ALLOW"),
      });
  const tested = await client.testRegistry({
    body: { kind: "distribution", address: "http://127.0.0.1:9" },
  });
  expect(tested.checks[0]).toMatchObject({
    result: "failed",
    detail: expect.stringContaining("PLIMSOLL_OUTBOUND_ALLOW"),
  });
  // Its own sample is on this machine, and nobody named it.
  const sample = await until(async () => {
    const { items } = await client.listRegistries();
    const found = items.find((registry) => registry.sample);
    if (found === undefined) throw new Error("there is no sample yet");
    return found;
  });
  expect(await synced(client, sample.id)).toMatchObject({ syncState: "done", health: "healthy" });
});

test("what an administrator names in the settings is reached", async () => {
  const client = await start({ PLIMSOLL_OUTBOUND_ALLOW: "127.0.0.1,*.example.com" });
  const { id } = await ways["a registry"](client, "127.0.0.1");
  // Nothing listens there, which is found out by asking.
  expect(await synced(client, id)).toMatchObject({
    healthDetail: expect.stringMatching(/refused|ECONNREFUSED/i),
  });
  expect(await refusal(ways["a channel"](client, "192.0.2.7"))).toMatchObject({
    code: "bad-request",
    hint: expect.stringContaining("PLIMSOLL_OUTBOUND_ALLOW"),
  });
});
