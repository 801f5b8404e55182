import {
  applyExceptions,
  type ExceptableFinding,
  type Exception,
  hasEnded,
} from "@plimsoll/engine/policy";
import { type SqlBool, sql } from "kysely";
import type { Db } from "../database/open.ts";
import { type Place, toScope } from "../policies/scope.ts";

/** One that is kept, as the engine applies it. */
export type KeptException = Exception & {
  readonly id: string;
  /** Whose it is; null: the platform's. */
  readonly workspaceId: string | null;
};

/** What holds on this day, the oldest first: of two about the same finding, the older one takes it out. */
export async function holdingExceptions(db: Db, now: Date): Promise<KeptException[]> {
  const rows = await db
    .selectFrom("exception")
    .select(["id", "vulnerability", "package", "registry_id", "space", "repository", "tag"])
    .select(["workspace_id as workspaceId"])
    .select(["reason", "justification", sql<string | null>`expires::text`.as("expires")])
    .where(sql<SqlBool>`expires is null or expires >= ${now.toISOString().slice(0, 10)}::date`)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows
    .map(({ registry_id, space, repository, tag, ...rest }) => {
      const { registryId, ...scope } = toScope({ registry_id, space, repository, tag });
      return { ...rest, scope: { ...scope, registry: registryId } };
    })
    .filter((one) => !hasEnded(one, now));
}

/** Takes out of an image's findings what is excepted; made once for many images. */
export type Excepting = <F extends ExceptableFinding>(
  findings: readonly F[],
  place: Place,
) => {
  readonly counted: readonly F[];
  readonly excepted: readonly { readonly finding: F; readonly exception: KeptException }[];
};

/** Thousands of exceptions are not all held against each image: those of one vulnerability are found by its id. */
export function exceptingBy(exceptions: readonly KeptException[], now: Date): Excepting {
  const places = new Map(exceptions.map((one, at) => [one, at]));
  const named = Map.groupBy(
    exceptions.filter(({ vulnerability }) => !vulnerability.includes("*")),
    ({ vulnerability }) => vulnerability.toLowerCase(),
  );
  const open = exceptions.filter(({ vulnerability }) => vulnerability.includes("*"));
  return (findings, place) => {
    const subject = { ...place, registry: place.registryId };
    const candidates = new Set<KeptException>();
    const consider = (one: KeptException) => {
      if (one.workspaceId === null || place.workspaces.includes(one.workspaceId))
        candidates.add(one);
    };
    open.forEach(consider);
    if (named.size > 0)
      for (const { id, aliases } of findings)
        for (const name of [id, ...aliases]) named.get(name.toLowerCase())?.forEach(consider);
    if (candidates.size === 0) return { counted: findings, excepted: [] };
    const sorted = [...candidates].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    return applyExceptions(findings, sorted, subject, now);
  };
}
