import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "./embedded.ts";

let folder: string;
beforeEach(async () => {
  // Closed to everybody else, as a fresh temporary folder or root's home is.
  folder = await mkdtemp(join(tmpdir(), "plimsoll-postgres-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const quiet = () => undefined;

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

describe("embedded PostgreSQL", () => {
  it("keeps what was written over a stop and a start", async () => {
    const first = await startEmbeddedPostgres({ folder, log: quiet });
    await ask(first.url, "create table kept as select 42 as answer");
    await first.stop();

    const second = await startEmbeddedPostgres({ folder, log: quiet });
    try {
      expect(await ask(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
      expect(second.recovered).toBe(false);
    } finally {
      await second.stop();
    }
  });

  it("writes safely: fsync is on, and nobody else can read the password", async () => {
    const server = await startEmbeddedPostgres({ folder, log: quiet });
    try {
      expect(await ask(server.url, "show fsync")).toEqual([{ fsync: "on" }]);
      expect((await stat(join(folder, "postgres-password"))).mode & 0o077).toBe(0);
      const wrong = server.url.replace(/:[^:@/]+@/, ":wrong@");
      await expect(ask(wrong, "select 1")).rejects.toThrow(/password/);
    } finally {
      await server.stop();
    }
  });

  it("refuses a folder that a living Plimsoll uses", async () => {
    const server = await startEmbeddedPostgres({ folder, log: quiet });
    try {
      await expect(startEmbeddedPostgres({ folder, log: quiet })).rejects.toMatchObject({
        code: "data-in-use",
      });
      expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      await server.stop();
    }
  });

  it.each(["the service", "the service and the server"])(
    "recovers after %s was killed",
    async (killed) => {
      const pid = await startAndKill(folder);
      if (killed.endsWith("server")) {
        process.kill(pid, "SIGKILL");
      }
      const server = await startEmbeddedPostgres({ folder, log: quiet });
      try {
        expect(server.recovered).toBe(true);
        expect(await ask(server.url, "select answer from kept")).toEqual([{ answer: 42 }]);
      } finally {
        await server.stop();
      }
    },
  );

  it("starts though the process id of a lost server now belongs to somebody else", async () => {
    const first = await startEmbeddedPostgres({ folder, log: quiet });
    const pidFile = join(folder, "postgres", "postmaster.pid");
    const lines = (await readFile(pidFile, "utf8")).split("\n");
    await first.stop();
    await writeFile(pidFile, [process.pid, ...lines.slice(1)].join("\n"));

    const second = await startEmbeddedPostgres({ folder, log: quiet });
    await second.stop();
    expect(second.recovered).toBe(true);
  });

  it("says which version made a folder that it cannot use", async () => {
    await (await startEmbeddedPostgres({ folder, log: quiet })).stop();
    await writeFile(join(folder, "postgres", "PG_VERSION"), "9.6\n");
    await expect(startEmbeddedPostgres({ folder, log: quiet })).rejects.toMatchObject({
      code: "database-unusable",
      message: expect.stringContaining("9.6"),
    });
  });
});

/** Starts a server in a process of its own, writes something, kills that process; the server's process id. */
async function startAndKill(folder: string): Promise<number> {
  const module = fileURLToPath(new URL("./embedded.ts", import.meta.url));
  const script = `
    import pg from "pg";
    import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, log: () => {} });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query("create table kept as select 42 as answer");
    process.kill(process.pid, "SIGKILL");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "ignore", "inherit"],
  });
  await new Promise((resolve) => child.on("close", resolve));
  return Number(
    (await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n")[0],
  );
}
