import type { AuditEntry } from "@plimsoll/api";
import { sql } from "kysely";
import type { Person, RequestOrigin } from "../accounts/person.ts";
import { toText } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { hashOf } from "./chain.ts";
import { boundFields, cutText, type Fields } from "./fields.ts";

export { changed } from "./fields.ts";

/**
 * Who did it: somebody, the service by itself (for a workspace or the platform), a program with a key of the scanner API,
 * or nobody who is known.
 */
export type Actor =
  | Person
  | { readonly kind: "system"; readonly workspaceId: string | null }
  | {
      readonly kind: "key";
      readonly id: string;
      readonly name: string;
      readonly from: RequestOrigin;
    }
  | {
      readonly kind: "unknown";
      /** That was tried; empty where none was. */
      readonly name: string;
      readonly from: RequestOrigin;
    };

/** The service itself, for the platform. */
export const system = { kind: "system", workspaceId: null } as const satisfies Actor;

export type AuditNote = {
  /** `policy.create`. */
  readonly action: `${string}.${string}`;
  readonly target?: AuditEntry["target"];
  /** Unset: done. */
  readonly outcome?: AuditEntry["outcome"];
  /** Fields by name, never a whole row: a secret that a table gets later must not come in with it. See `changed`. */
  readonly before?: Fields;
  readonly after?: Fields;
};

/** Any number will do as long as it is always the same. */
const lock = 4180_0016;

/**
 * Writes one row, in the transaction of what it tells: both are, or neither.
 *
 * It has to be the last statement of the transaction. Rows make a chain, so each writer waits for the one before it to
 * commit; whoever took another lock after this one could wait for somebody who waits for the chain, for ever.
 */
export async function audit(tx: Tx, who: Actor, note: AuditNote): Promise<void> {
  const actor = await describe(tx, who);
  await holdChain(tx);
  await append(tx, actor, note);
}

/** The same where nothing else is written. */
export async function auditAlone(db: Db, who: Actor, note: AuditNote): Promise<void> {
  await db.transaction().execute((tx) => audit(tx, who, note));
}

/** Until the transaction ends, nobody else writes. Its next statement sees all that was written before. */
export async function holdChain(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
}

/** For whoever holds the chain. */
async function append(tx: Tx, actor: Described, note: AuditNote): Promise<void> {
  const head = await tx
    .selectFrom("audit_head")
    // To the millisecond, which is what a JavaScript date keeps; read under the lock, so that times follow ids.
    .select(["id", "hash", sql<Date>`date_trunc('milliseconds', clock_timestamp())`.as("now")])
    .executeTakeFirstOrThrow();
  const entry: AuditEntry = {
    id: head.id + 1,
    at: head.now.toISOString(),
    ...actor,
    action: note.action,
    target: boundTarget(note.target ?? null),
    outcome: note.outcome ?? "done",
    before: boundFields(note.before),
    after: boundFields(note.after),
  };
  const hash = hashOf(head.hash, entry);
  await tx
    .with("head", (db) => db.updateTable("audit_head").set({ id: entry.id, hash }).returning("id"))
    .insertInto("audit")
    .values({
      ...{ id: entry.id, at: head.now, hash },
      ...{ actor_kind: entry.actor.kind, actor_id: entry.actor.id, actor_name: entry.actor.name },
      workspace_id: entry.workspace?.id ?? null,
      workspace_name: entry.workspace?.name ?? null,
      ...{ action: entry.action, outcome: entry.outcome },
      target_kind: entry.target?.kind ?? null,
      target_id: entry.target?.id ?? null,
      target_name: entry.target?.name ?? null,
      ...{ address: entry.address, request_id: entry.requestId },
      before: entry.before && JSON.stringify(entry.before),
      after: entry.after && JSON.stringify(entry.after),
    })
    .execute();
}

type Described = Pick<AuditEntry, "actor" | "workspace" | "address" | "requestId">;

async function describe(tx: Tx, who: Actor): Promise<Described> {
  if (!("kind" in who)) {
    const { by, accountId, username, view, from } = who;
    return {
      actor:
        by.kind === "token"
          ? { kind: "token", id: by.id, name: username }
          : { kind: "person", id: accountId, name: username },
      workspace: view.kind === "workspace" ? { id: view.id, name: view.name } : null,
      ...boundOrigin(from),
    };
  }
  if (who.kind === "unknown")
    return {
      actor: { kind: "unknown", id: null, name: cutText(toText(who.name)) },
      ...{ workspace: null, ...boundOrigin(who.from) },
    };
  if (who.kind === "key")
    return {
      actor: { kind: "token", id: who.id, name: cutText(toText(who.name)) },
      ...{ workspace: null, ...boundOrigin(who.from) },
    };
  return {
    actor: { kind: "system", id: null, name: "plimsoll" },
    workspace: who.workspaceId === null ? null : await findWorkspace(tx, who.workspaceId),
    ...{ address: null, requestId: null },
  };
}

/** A proxy may be told anything. */
function boundOrigin({ address, requestId }: RequestOrigin): RequestOrigin {
  return { address: cutText(toText(address)), requestId: cutText(toText(requestId)) };
}

async function findWorkspace(tx: Tx, id: string): Promise<{ id: string; name: string }> {
  const row = await tx
    .selectFrom("workspace")
    .select(["id", "name"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? { id, name: "" };
}

function boundTarget(target: AuditEntry["target"]): AuditEntry["target"] {
  if (target === null) return null;
  const { kind, id, name } = target;
  return { kind, id: id && cutText(toText(id)), name: cutText(toText(name)) };
}
