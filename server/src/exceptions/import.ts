import {
  type exceptionImportedSchema,
  type exceptionImportSchema,
  type ImageScope,
  vexJustifications,
} from "@plimsoll/api";
import { PlimsollError as EngineError, notTaken, say } from "@plimsoll/engine";
import { type Exception, type Imported, importExceptions } from "@plimsoll/engine/policy";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { toScopeRow } from "../policies/scope.ts";
import { findRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";

type Given = z.output<typeof exceptionImportSchema>;
type Answer = z.output<typeof exceptionImportedSchema>;
type Row = ReturnType<typeof rowOf>;

/** Exceptions taken over from one file. */
const most = 10_000;
/** More scopes than these are judged as one: everything. */
const mostScopes = 20;

/** Takes over what can be kept here, all of it or nothing, and says what cannot. Throws `bad-request` for a file that is not of the form. */
export async function importKept({ db }: Service, person: Person, given: Given): Promise<Answer> {
  allow(person, "exceptions.edit");
  const { exceptions, skipped } = read(given);
  if (exceptions.length > most)
    throw new PlimsollError("bad-request", `It has more than ${most} exceptions.`, {
      hint: "Take it over in parts.",
    });
  return db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    if (given.scope.registryId !== undefined) await findRegistry(tx, given.scope.registryId);
    const refused = exceptions.flatMap((one) => refusalOf(one) ?? []);
    const rows = exceptions
      .filter((one) => refusalOf(one) === null)
      .map((one) => rowOf(one, ownerOf(person)));
    const created = await insert(tx, rows, person.username);
    await judgeScopes(tx, created);
    const known = rows.length - created.length;
    const { form, scope } = given;
    await audit(tx, person, {
      action: "exception.import",
      after: {
        ...{ form, scope, created: created.length },
        first: created.slice(0, 20).map(({ vulnerability }) => vulnerability),
      },
    });
    return {
      created: created.length,
      skipped: [
        ...skipped,
        ...refused,
        ...(known > 0 ? [{ line: "", reason: say(notTaken, "known", { count: known }) }] : []),
      ],
    };
  });
}

function read({ form, text, scope, reason, expires }: Given): Imported {
  const { registryId: registry, ...rest } = scope;
  try {
    return importExceptions(form, text, { reason, expires, scope: { ...rest, registry } });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new PlimsollError("bad-request", error.message, { cause: error, hint: error.hint });
  }
}

/** What would be kept as something else than it says. */
function refusalOf(one: Exception): Answer["skipped"][number] | null {
  const line = one.vulnerability.slice(0, 200);
  if (one.paths !== undefined)
    return {
      line,
      reason: say(notTaken, "some-places"),
    };
  if (one.expires !== null && one.expires < new Date().toISOString().slice(0, 10))
    return { line, reason: say(notTaken, "ended", { day: one.expires }) };
  return null;
}

function rowOf(
  { scope, justification, vulnerability, package: name, reason, expires }: Exception,
  workspaceId: string | null,
) {
  const { registry: registryId, ...rest } = scope;
  const known = vexJustifications.find((one) => one === justification) ?? null;
  const image: ImageScope = { ...rest, ...(registryId === undefined ? {} : { registryId }) };
  return {
    ...{ vulnerability, package: name, reason, expires, justification: known },
    ...toScopeRow(image, workspaceId),
  };
}

/** Those that were not there. */
async function insert(tx: Tx, rows: readonly Row[], author: string): Promise<Row[]> {
  const { rows: created } = await sql<Row>`
    insert into exception (vulnerability, package, workspace_id, registry_id, space, repository, tag, reason, justification,
      expires, author)
    select distinct on (vulnerability, package, registry_id, space, repository, tag) row.*, ${author}
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(vulnerability text, package text, workspace_id uuid, registry_id uuid,
      space text, repository text, tag text, reason text, justification text, expires date)
    where not exists (
      select from exception as kept
      where (kept.vulnerability, kept.package, kept.workspace_id, kept.registry_id, kept.space, kept.repository, kept.tag)
        is not distinct from
        (row.vulnerability, row.package, row.workspace_id, row.registry_id, row.space, row.repository, row.tag)
      and (kept.expires is null or kept.expires >= row.expires))
    returning vulnerability, package, workspace_id, registry_id, space, repository, tag, reason, justification,
      expires::text`.execute(tx);
  return created;
}

async function judgeScopes(tx: Tx, rows: readonly Row[]): Promise<void> {
  const scopes = new Map(
    rows.map(({ workspace_id, registry_id, space, repository, tag }) => {
      const scope = { workspace_id, registry_id, space, repository, tag };
      return [JSON.stringify(scope), scope];
    }),
  );
  const some =
    scopes.size > mostScopes
      ? [toScopeRow({}, rows[0]?.workspace_id ?? null)]
      : [...scopes.values()];
  for (const scope of some) await judgeScope(tx, scope);
}
