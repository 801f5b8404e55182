import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/database/embedded.ts";
import { findLeaks } from "./leaks.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the PostgreSQL server that every suite makes its own database in. */
    postgresUrl: string;
    /** Of all logs, and of what must not be in them: see `secrets.ts`. */
    logFolder: string;
  }
}

let running: { postgres: EmbeddedPostgres; folder: string; logs: string } | undefined;

/** One real PostgreSQL for the whole run, and one folder for all logs. */
export async function setup(project: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-test-"));
  const postgres = await startEmbeddedPostgres({ folder, log: () => undefined });
  const logs = await mkdtemp(join(tmpdir(), "plimsoll-logs-"));
  running = { postgres, folder, logs };
  project.provide("postgresUrl", postgres.url);
  project.provide("logFolder", logs);
}

/** Throws, and so fails the run, where a secret that a suite used is in a log or an audit. */
export async function teardown(): Promise<void> {
  if (running === undefined) return;
  const { postgres, folder, logs } = running;
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
  const leaks = findLeaks(logs);
  if (leaks.length > 0)
    throw new Error(
      `Secrets are in logs (kept in ${logs}):\n${leaks.map(({ file, line }) => `${file}: ${line}`).join("\n")}`,
    );
  await rm(logs, { recursive: true, force: true });
}
