import { sql } from "kysely";
import { z } from "zod";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { holdMatches } from "../matching/lock.ts";
import { keepInstalled } from "../scanners/installed.ts";
import { settleFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { openHarbor } from "./connection.ts";
import type { findRegistry } from "./get.ts";
import type { HarborClient } from "./harbor/client.ts";
import { api } from "./harbor/paths.ts";
import {
  type HarborScanner,
  listScanners,
  projectRegistration,
  projectScanner,
} from "./harbor/scanners.ts";

type Row = Awaited<ReturnType<typeof findRegistry>>;

/** Projects that are asked for their scanner at the same time. */
const atOnce = 4;

/** Keeps what a Harbor says of itself: version, storage and scanners. What it does not let us ask stays as it was. */
export async function keepHarbor(service: Service, row: Row, signal: AbortSignal): Promise<void> {
  const { db } = service;
  const harbor = openHarbor(service, row);
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
      if (scanners === null) return;
      await keepInstalled(tx, row.id, scanners);
      await tx
        .updateTable("registry")
        .set({ scanners_listed_at: sql<Date>`now()` })
        .where("id", "=", row.id)
        .execute();
    });
  } finally {
    await harbor.close();
  }
}

/** Spaces that a light look asks about, those that were asked about the longest ago. */
const inTurn = 200;

/**
 * Keeps which scanner each project has; of some of them in turn, in a request each, unless all are asked for. Where the
 * list of scanners may not be asked, they are known by this alone, and only by asking for all.
 */
export async function keepSpaceScanners(
  service: Service,
  row: Row,
  signal: AbortSignal,
  { full }: { readonly full: boolean },
): Promise<void> {
  const { db } = service;
  let spaces = db
    .selectFrom("space")
    .select(["id", "name"])
    .where("registry_id", "=", row.id)
    .where((where) =>
      where.exists(
        where
          .selectFrom("repository")
          .select("id")
          .whereRef("space_id", "=", "space.id")
          .where("gone_at", "is", null),
      ),
    )
    .orderBy("scanner_checked_at", (order) => order.asc().nullsFirst())
    .orderBy("name");
  if (!full) spaces = spaces.limit(inTurn);
  const asked = await spaces.execute();
  const harbor = openHarbor(service, row);
  const found = new Map<string, { readonly uuid: string }>();
  const installed = new Map<string, HarborScanner>();
  const askFor = async ({ id, name }: (typeof asked)[number]) => {
    const { client } = harbor;
    const scanner = await ifAllowed(() => projectRegistration(client, name, signal), signal);
    if (scanner === null) return;
    found.set(id, scanner);
    if (full && row.scanners_listed_at === null && !installed.has(scanner.uuid)) {
      const described = await ifAllowed(() => projectScanner(client, name, signal), signal);
      if (described !== null) installed.set(described.uuid, described);
    }
  };
  try {
    for (let start = 0; start < asked.length; start += atOnce)
      await Promise.all(asked.slice(start, start + atOnce).map(askFor));
  } finally {
    await harbor.close();
  }
  const pairs = [...found].map(([space, { uuid }]) => ({ space, uuid }));
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await sql`select from registry where id = ${row.id} for no key update`.execute(tx);
    if (installed.size > 0 && (await knowsNone(tx, row.id)))
      await keepInstalled(tx, row.id, [...installed.values()]);
    await sql`
      update space set native_scanner_id = scanner.id
      from jsonb_to_recordset(${toJson(pairs)}::jsonb) as pair(space uuid, uuid text)
      join scanner on scanner.registry_id = ${row.id} and scanner.remote_uuid = pair.uuid
      where space.id = pair.space and space.native_scanner_id is distinct from scanner.id`.execute(
      tx,
    );
    await sql`update space set scanner_checked_at = now()
      where id = any(${asked.map(({ id }) => id)}::uuid[])`.execute(tx);
    await settleFirst(tx, row.id);
  });
}

async function knowsNone(tx: Tx, registryId: string): Promise<boolean> {
  const known = await tx
    .selectFrom("scanner")
    .select("id")
    .where("registry_id", "=", registryId)
    .limit(1)
    .execute();
  return known.length === 0;
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
