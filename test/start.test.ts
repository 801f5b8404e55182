import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Artifact, type Client, createClient } from "@plimsoll/api";
import { adminPassword, type RunningPlimsoll, startPlimsoll } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../cli/src/main.ts", import.meta.url));

let data: string;
let running: RunningPlimsoll | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "plimsoll-start-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(data, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<RunningPlimsoll> {
  running = await startPlimsoll({ data, env });
  return running;
}

async function signIn(url: string, password: string): Promise<Client> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  return createClient({ origin: url, headers: { cookie } });
}

/** Asks until the sample is synced: the first start does it in the background. */
async function findArtifact(client: Client, repository: string): Promise<Artifact> {
  return until(async () => {
    const { items } = await client.listImages({ query: { q: repository } });
    return items.find((image) => image.repository === repository)?.newest ?? undefined;
  });
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function passwordIn(words: readonly string[]): string | undefined {
  return words.map((line) => /^Password:\s+(\S+)\s+\(shown/.exec(line)?.[1]).find(Boolean);
}

describe("plimsoll serve", () => {
  it("says where it is and the password once, and ends with one line when it is ready", async () => {
    const first = await start({ PLIMSOLL_ADMIN_PASSWORD: "" });
    expect(first.words.filter((line) => line.startsWith("Plimsoll is ready: "))).toEqual([
      `Plimsoll is ready: ${first.url}`,
    ]);
    const password = passwordIn(first.words) ?? "";
    await signIn(first.url, password);
    expect(await first.stop()).toBe(0);

    const second = await start({ PLIMSOLL_ADMIN_PASSWORD: "" });
    expect(second.words.join("\n")).not.toContain(password);
    await signIn(second.url, password);
  });

  it("gives a new password on request, running or not, and ends the sessions", async () => {
    const reset = () =>
      spawnSync(process.execPath, [main, "admin", "reset-password"], {
        env: { PATH: process.env.PATH, PLIMSOLL_DATA: data },
        encoding: "utf8",
      });
    const served = await start({ PLIMSOLL_ADMIN_PASSWORD: "" });
    const client = await signIn(served.url, passwordIn(served.words) ?? "");
    const whileRunning = reset();
    expect(whileRunning).toMatchObject({ status: 0 });
    await expect(client.getSession()).rejects.toMatchObject({
      problem: { code: "not-signed-in" },
    });
    await signIn(served.url, whileRunning.stdout.trim());
    await served.stop();

    const whileStopped = reset();
    expect(whileStopped).toMatchObject({ status: 0 });
    const again = await start({ PLIMSOLL_ADMIN_PASSWORD: "" });
    await signIn(again.url, whileStopped.stdout.trim());
  });

  it("takes up a scan again that a kill cut off, by itself", async () => {
    const first = await start();
    const client = await signIn(first.url, adminPassword);
    const artifact = await findArtifact(client, "shop/checkout");
    await client.createScans({ body: { artifactIds: [artifact.id] } });
    await until(async () => {
      const { state, progress } = await client.getArtifact({ params: { id: artifact.id } });
      return state === "scanning" && progress > 0 ? true : undefined;
    });
    await first.kill();

    const second = await start();
    const again = await signIn(second.url, adminPassword);
    const done = await until(async () => {
      const found = await again.getArtifact({ params: { id: artifact.id } });
      return found.state === "complete" ? found : undefined;
    });
    expect(done.summary?.total).toBeGreaterThan(0);
  });

  it.each([
    [{ PLIMSOLL_PROT: "1" }, /PLIMSOLL_PROT: .*PLIMSOLL_PORT/],
    [{ PLIMSOLL_PORT: "eighty" }, /PLIMSOLL_PORT: "eighty"/],
    [{ PLIMSOLL_SECRET_KEY: "short" }, /PLIMSOLL_SECRET_KEY: .*32 bytes/],
    [{ DATABASE_URL: "mysql://db" }, /DATABASE_URL: .*postgres/],
  ])("refuses to start with %j", (env, words) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "serve"], {
      env: { PATH: process.env.PATH, PLIMSOLL_DATA: data, ...env },
      encoding: "utf8",
    });
    expect(stderr).toMatch(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("refuses a second service on the same data, and leaves the first alone", async () => {
    const first = await start();
    const second = spawnSync(process.execPath, [main, "serve"], {
      env: { PATH: process.env.PATH, PLIMSOLL_DATA: data, PLIMSOLL_PORT: "0" },
      encoding: "utf8",
    });
    expect(second.status).toBe(3);
    expect(second.stderr).toMatch(/Another Plimsoll runs/);
    await signIn(first.url, adminPassword);
  });

  it("says so when the port is taken", async () => {
    const first = await start();
    const other = spawnSync(process.execPath, [main, "serve"], {
      env: {
        PATH: process.env.PATH,
        PLIMSOLL_DATA: join(data, "other"),
        PLIMSOLL_PORT: new URL(first.url).port,
      },
      encoding: "utf8",
    });
    expect(other.status).toBe(3);
    expect(other.stderr).toMatch(/PLIMSOLL_PORT/);
  });
});
