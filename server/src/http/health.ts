import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";

/** Whether the process lives, and whether it can do its work. */
export function addHealth(app: FastifyInstance, db: Db, isReady: () => boolean): void {
  app.get("/healthz", { schema: { hide: true } }, async () => ({ status: "ok" }));
  app.get("/readyz", { schema: { hide: true } }, async () => {
    const reason = isReady() ? await databaseFault(db) : "The service is starting or stopping.";
    if (reason !== null) throw new PlimsollError("service-unavailable", reason, { retryAfter: 1 });
    return { status: "ready" };
  });
}

async function databaseFault(db: Db): Promise<string | null> {
  try {
    await sql`select 1`.execute(db);
    return null;
  } catch {
    return "The database does not answer.";
  }
}
