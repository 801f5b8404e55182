import type { Registry } from "@plimsoll/api";
import type { Selectable } from "kysely";
import { ownerOf, type View } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { isTrivy } from "./harbor/scanners.ts";
import { linksOf } from "./links.ts";

type Row = Selectable<Database["registry"]>;
type Installed = Registry["scanners"];

/**
 * The row as the API shows it: that there is a secret, never the secret. A workspace is told nothing of how the platform's
 * are connected, nor what is wrong with them, which may name what it does not see.
 */
export function toRegistry(given: Row, scanners: Installed, view: View): Registry {
  const isOwn = view.kind === "everything" || given.workspace_id === ownerOf({ view });
  const row = isOwn && view.kind !== "open" ? given : { ...given, ...untold };
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    kind: row.kind,
    operation: row.operation,
    address: row.address,
    externalAddress: row.external_address ?? row.address,
    nativeUrl: linksOf(row)?.home ?? null,
    username: row.username,
    ownRobot: row.robot_id !== null,
    hasPassword: row.password_sealed !== null,
    hasCertificate: row.certificate !== null,
    insecure: row.insecure,
    scanOnPush: row.scan_on_push_at !== null,
    mirrors: row.mirrors,
    repositories: row.repositories,
    version: row.version,
    storage: row.storage,
    scanners,
    trivy: trivyOf(row, scanners),
    sample: row.sample,
    health: row.health,
    healthCode: row.health_code,
    healthDetail: row.health_detail,
    healthAt: row.health_at?.toISOString() ?? null,
    syncState: row.sync_state,
    syncedAt: row.synced_at?.toISOString() ?? null,
    spaces: row.spaces,
    images: row.images,
    artifacts: row.artifacts,
    createdAt: row.created_at.toISOString(),
  };
}

const untold = {
  ...{ username: null, robot_id: null, password_sealed: null, certificate: null },
  ...{ mirrors: [], repositories: [], storage: null, health_detail: null },
} satisfies Partial<Row>;

/** A hosted Harbor is to scan with Trivy; of one that does not let its scanners be listed nothing can be said. */
function trivyOf(row: Row, scanners: Installed): Registry["trivy"] {
  if (row.operation !== "hosted" || row.scanners_listed_at === null) return null;
  const trivy = scanners.find(isTrivy);
  if (trivy === undefined) return { state: "missing", scannerId: null };
  const { id: scannerId, health, isDefault } = trivy;
  if (health === "unhealthy") return { state: "unhealthy", scannerId };
  return { state: isDefault ? "default" : "not-default", scannerId };
}

export async function withScanners(db: Db, row: Row, view: View): Promise<Registry> {
  const [registry] = await withAllScanners(db, [row], view);
  return registry ?? toRegistry(row, [], view);
}

export async function withAllScanners(
  db: Db,
  rows: readonly Row[],
  view: View,
): Promise<Registry[]> {
  const harbors = rows.filter((row) => row.kind === "harbor").map((row) => row.id);
  const installed = harbors.length === 0 ? [] : await selectInstalled(db, harbors);
  const of = Map.groupBy(installed, (scanner) => scanner.registry_id);
  return rows.map((row) => toRegistry(row, (of.get(row.id) ?? []).map(toInstalled), view));
}

function selectInstalled(db: Db, registryIds: readonly string[]) {
  return db
    .selectFrom("scanner")
    .select(["id", "name", "registry_id", "is_default", "health", "description"])
    .where("registry_id", "in", registryIds)
    .where("gone_at", "is", null)
    .where("disabled", "=", false)
    .orderBy("is_default", "desc")
    .orderBy("name")
    .execute();
}

function toInstalled(row: Awaited<ReturnType<typeof selectInstalled>>[number]): Installed[number] {
  return {
    id: row.id,
    name: row.name,
    vendor: row.description?.vendor || null,
    version: row.description?.version || null,
    health: row.health,
    databaseDate: row.description?.databaseDate ?? null,
    isDefault: row.is_default,
  };
}
