import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/database/embedded.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the PostgreSQL server that every suite makes its own database in. */
    postgresUrl: string;
  }
}

let running: { postgres: EmbeddedPostgres; folder: string } | undefined;

/** One real PostgreSQL for the whole run. */
export async function setup(project: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-test-"));
  const postgres = await startEmbeddedPostgres({ folder, log: () => undefined });
  running = { postgres, folder };
  project.provide("postgresUrl", postgres.url);
}

export async function teardown(): Promise<void> {
  await running?.postgres.stop();
  if (running) await rm(running.folder, { recursive: true, force: true });
}
