import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@plimsoll/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newestOf, refusal, scan, trySignIn, until } from "../test/harness.ts";
import { loadConfig, type RunningServer, resetPassword, startServer } from "./index.ts";

let data: string;
let server: RunningServer | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "plimsoll-main-"));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(data, { recursive: true, force: true });
});

const config = (more: Record<string, string> = {}) =>
  loadConfig({
    PLIMSOLL_DATA: data,
    PLIMSOLL_PORT: "0",
    PLIMSOLL_LOG_LEVEL: "silent",
    ...more,
  });

const start = async (more: Record<string, string> = {}, sample = false) => {
  server = await startServer(config(more), { sample });
  return server;
};

const statusOf = async (url: string, password: string) =>
  (await trySignIn(url, { username: "admin", password })).status;

async function clientOf(url: string, password: string) {
  const answer = await trySignIn(url, { username: "admin", password });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  return createClient({ origin: url, headers: { cookie } });
}

describe("the first start", () => {
  test("makes an administrator with a password that is told once, and a reset makes another", async () => {
    const { url, firstPassword, close } = await start();
    expect(firstPassword).toMatch(/^([a-z2-9]{6}-){3}[a-z2-9]{6}$/);
    expect(await statusOf(url, firstPassword ?? "")).toBe(200);
    const whileRunning = await resetPassword(config());
    expect(await statusOf(url, firstPassword ?? "")).toBe(401);
    expect(await statusOf(url, whileRunning)).toBe(200);
    await close();

    const whileStopped = await resetPassword(config());
    const second = await start();
    expect(second.firstPassword).toBeNull();
    expect(await statusOf(second.url, whileRunning)).toBe(401);
    expect(await statusOf(second.url, whileStopped)).toBe(200);
  });

  test("takes the password of the settings, and tells none", async () => {
    const { url, firstPassword } = await start({ PLIMSOLL_ADMIN_PASSWORD: "from the settings" });
    expect(firstPassword).toBeNull();
    expect(await statusOf(url, "from the settings")).toBe(200);
  });
});

test("nobody chooses a password that the administrator's list knows, the settings neither", async () => {
  const list = join(data, "known.txt");
  await writeFile(list, "known to everybody\n");
  const known = { PLIMSOLL_PASSWORD_DENYLIST: list };
  const password = "known to everybody";
  await expect(start({ ...known, PLIMSOLL_ADMIN_PASSWORD: password })).rejects.toMatchObject({
    code: "bad-request",
  });
  const missing = { PLIMSOLL_PASSWORD_DENYLIST: `${list}.gone` };
  await expect(start(missing)).rejects.toMatchObject({ code: "list-unusable" });
  const current = "from the settings";
  const { url } = await start({ ...known, PLIMSOLL_ADMIN_PASSWORD: current });
  const client = await clientOf(url, current);
  const { path } = await client.invitePerson({ body: { username: "ada" } });
  const token = path.split("#")[1] ?? "";
  for (const call of [
    () => client.changePassword({ body: { current, password } }),
    () => client.acceptInvitation({ body: { token, password } }),
  ])
    expect(await refusal(call())).toMatchObject({ code: "bad-request" });
  await client.acceptInvitation({ body: { token, password: "known to nobody" } });
});

test("the sample is there to be scanned, cannot be changed, and is out of view without it", async () => {
  const password = "a password for tests";
  const env = { PLIMSOLL_ADMIN_PASSWORD: password };
  const first = await start(env, true);
  const client = await clientOf(first.url, password);
  const registry = await until(async () => {
    const [registry] = (await client.listRegistries()).items;
    expect(registry).toMatchObject({ name: "Sample", sample: true, syncState: "done" });
    return registry;
  });
  const params = { id: registry?.id ?? "" };
  for (const change of [
    () => client.deleteRegistry({ params }),
    () => client.updateRegistry({ params, body: { name: "Mine" } }),
  ])
    expect((await refusal(change())).code).toBe("sample-is-read-only");
  const { items } = await client.listImages();
  const states = new Set(items.map((image) => image.newest?.state));
  expect(states).toEqual(new Set(["not-scanned", "not-supported"]));
  const { id } = await newestOf(client, "base/alpine");
  const { summary } = await scan(client, id);
  expect(summary?.total).toBeGreaterThan(0);
  await first.close();

  const second = await start(env);
  const without = await clientOf(second.url, password);
  expect((await without.listRegistries()).items).toEqual([]);
  expect((await without.listImages()).items).toEqual([]);
  expect((await without.listSpaces()).items).toEqual([]);
  await expect(without.getArtifact({ params: { id } })).rejects.toThrow(/no such artifact/);
  await second.close();

  const third = await start(env, true);
  const again = await clientOf(third.url, password);
  expect(await again.getArtifact({ params: { id } })).toMatchObject({ state: "complete", summary });
});

test("a port that is taken is told with what to do, and leaves nothing running", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const bound = holder.address();
  const port = typeof bound === "object" ? `${bound?.port}` : "";
  await expect(start({ PLIMSOLL_PORT: port })).rejects.toMatchObject({
    code: "address-in-use",
    hint: expect.stringContaining("PLIMSOLL_PORT"),
  });
  await new Promise((resolve) => holder.close(resolve));
  // The data folder is free again.
  await start();
});

test("a database that cannot be reached is told without its password", async () => {
  const url = "postgres://plimsoll:hunter2@127.0.0.1:1/plimsoll";
  const error = await startServer(config({ DATABASE_URL: url })).catch((reason) => reason);
  expect(error).toMatchObject({ code: "database-unusable", hint: expect.any(String) });
  expect(JSON.stringify([error.message, error.hint])).not.toContain("hunter2");
});
