import { sql } from "kysely";
import type { Tx } from "../database/open.ts";
import { note } from "../events/notices.ts";
import { expiringDays, today } from "../exceptions/find.ts";
import { type ScopeRow, toScope, toScopeRow } from "../policies/scope.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { enqueueJudging, judgeScope } from "./due.ts";
import { holdJudging } from "./lock.ts";
import { changesWithTime, policiesInForce } from "./policies-in-force.ts";

/** Milliseconds between two looks whether a day has passed. */
const hour = 3_600_000;
/** Days that news waits for whoever passes it on. */
const newsDays = 30;
/** Scopes that are judged each by itself. */
const mostScopes = 20;
const setting = "judged-day";

/** Asks now and once an hour, whoever of several processes does it then. */
export function startJudging({ db, log }: Service): { stop(): void } {
  const ask = () => {
    enqueue(db, "judge-daily", [{ of: "all" }], priorities.automatic).catch((error) =>
      log.warn({ err: error }, "nobody looks whether verdicts are of today"),
    );
  };
  ask();
  const timer = setInterval(ask, hour);
  return { stop: () => clearInterval(timer) };
}

/**
 * The job: once a day (UTC) marks what may be judged otherwise although nothing happened, because a rule counts days or
 * an exception has ended, and tells of exceptions that are about to end.
 */
export async function runDaily({ db }: Service): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const { rows } = await sql`
      insert into setting (name, value) values (${setting}, to_jsonb(${today()}))
      on conflict (name) do update set value = excluded.value where setting.value <> excluded.value
      returning name`.execute(tx);
    if (rows.length === 0) return;
    const policies = (await policiesInForce(tx)).filter(({ rules }) => changesWithTime(rules));
    await judgeScopes(tx, [...policies.map(({ scope }) => scope), ...(await endedScopes(tx))]);
    await tellExpiring(tx);
    await sql`delete from notice where at < now() - ${newsDays} * interval '1 day'`.execute(tx);
  });
  // What was marked when nobody took it: by a service that ended, or whose job failed.
  await enqueueJudging(db);
}

async function judgeScopes(tx: Tx, scopes: readonly ScopeRow[]): Promise<void> {
  const some = scopes.length > mostScopes ? [toScopeRow({}, null)] : scopes;
  for (const scope of some) await judgeScope(tx, scope);
}

async function endedScopes(tx: Tx): Promise<ScopeRow[]> {
  const { rows } = await sql<ScopeRow>`
    update exception set expiry_judged = true where expires < ${today()} and not expiry_judged
    returning workspace_id, registry_id, space, repository, tag`.execute(tx);
  return rows;
}

async function tellExpiring(tx: Tx): Promise<void> {
  const { rows } = await sql<
    ScopeRow & {
      id: string;
      vulnerability: string;
      package: string | null;
      reason: string;
      expires: string;
    }
  >`
    update exception set expiry_told = true
    where expires between ${today()} and ${today()} + ${expiringDays}::integer and not expiry_told
    returning id, vulnerability, package, reason, expires::text, workspace_id, registry_id, space,
      repository, tag`.execute(tx);
  await note(
    tx,
    rows.map(({ id, workspace_id, vulnerability, package: of, reason, expires, ...scope }) => ({
      event: "exception.expiring",
      data: {
        workspaceId: workspace_id,
        ...{ exceptionId: id, vulnerability, package: of },
        ...{ scope: toScope(scope), reason, expires },
      },
    })),
  );
}
