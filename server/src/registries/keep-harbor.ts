import { sql } from "kysely";
import { z } from "zod";
import { toJson } from "../database/json.ts";
import { PlimsollError } from "../error.ts";
import { holdMatches } from "../matching/lock.ts";
import { keepInstalled } from "../scanners/installed.ts";
import { settleFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { openHarbor } from "./connection.ts";
import type { findRegistry } from "./get.ts";
import type { HarborClient } from "./harbor/client.ts";
import { api } from "./harbor/paths.ts";
import { type HarborScanner, listScanners, projectScanner } from "./harbor/scanners.ts";

type Row = Awaited<ReturnType<typeof findRegistry>>;

/** Projects that are asked for their scanner at the same time. */
const atOnce = 4;

/** Keeps what a Harbor says of itself: version, storage and scanners. What it does not let us ask stays as it was. */
export async function keepHarbor(
  { db, secrets }: Service,
  row: Row,
  signal: AbortSignal,
): Promise<void> {
  const harbor = openHarbor(secrets, row);
  try {
    const { client } = harbor;
    await client.identify(signal);
    const info = await ifAllowed(() => client.systemInfo(signal), signal);
    const storage = await ifAllowed(() => readStorage(client, signal), signal);
    const scanners = await ifAllowed(() => listScanners(client, signal), signal);
    await db.transaction().execute(async (tx) => {
      await holdMatches(tx);
      await sql`select from registry where id = ${row.id} for no key update`.execute(tx);
      await tx
        .updateTable("registry")
        .set({
          ...(info?.harbor_version ? { version: info.harbor_version } : {}),
          ...(storage === null ? {} : { storage: toJson(storage) }),
        })
        .where("id", "=", row.id)
        .execute();
      if (scanners !== null) await keepInstalled(tx, row.id, scanners);
    });
  } finally {
    await harbor.close();
  }
}

/** Keeps which scanner each project has. Where the list of scanners may not be asked, they are known by this alone. */
export async function keepSpaceScanners(
  { db, secrets }: Service,
  row: Row,
  signal: AbortSignal,
): Promise<void> {
  const spaces = await db
    .selectFrom("space")
    .select(["id", "name"])
    .where("registry_id", "=", row.id)
    .where("images", ">", 0)
    .orderBy("name")
    .execute();
  const harbor = openHarbor(secrets, row);
  const found = new Map<string, HarborScanner>();
  try {
    for (let start = 0; start < spaces.length; start += atOnce)
      await Promise.all(
        spaces.slice(start, start + atOnce).map(async ({ id, name }) => {
          const scanner = await ifAllowed(
            () => projectScanner(harbor.client, name, signal),
            signal,
          );
          if (scanner !== null) found.set(id, scanner);
        }),
      );
  } finally {
    await harbor.close();
  }
  if (found.size === 0) return;
  const pairs = [...found].map(([space, { uuid }]) => ({ space, uuid }));
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await sql`select from registry where id = ${row.id} for no key update`.execute(tx);
    const known = await tx
      .selectFrom("scanner")
      .select("id")
      .where("registry_id", "=", row.id)
      .limit(1)
      .execute();
    if (known.length === 0)
      await keepInstalled(tx, row.id, [
        ...new Map([...found.values()].map((scanner) => [scanner.uuid, scanner])).values(),
      ]);
    await sql`
      update space set native_scanner_id = scanner.id
      from jsonb_to_recordset(${toJson(pairs)}::jsonb) as pair(space uuid, uuid text)
      join scanner on scanner.registry_id = ${row.id} and scanner.remote_uuid = pair.uuid
      where space.id = pair.space and space.native_scanner_id is distinct from scanner.id`.execute(
      tx,
    );
    await settleFirst(tx, row.id);
  });
}

const volumes = z.object({
  storage: z.array(z.object({ total: z.number(), free: z.number() })).nullish(),
});

async function readStorage(client: HarborClient, signal: AbortSignal) {
  const what = "how much room it has";
  const told = await client.read(volumes, { path: `${api}/systeminfo/volumes`, what, signal });
  return told.storage?.[0] ?? null;
}

/** Null where it may not be asked, or this version does not know it. A Harbor that is away says so with what comes next. */
async function ifAllowed<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted || !(error instanceof PlimsollError)) throw error;
    if (error.code === "registry-unreachable" || error.code === "registry-certificate") throw error;
    return null;
  }
}
