import { randomUUID } from "node:crypto";
import type {
  Channel,
  channelCreatedSchema,
  channelCreateSchema,
  channelTestSchema,
  channelUpdateSchema,
  Page,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound, PlimsollError } from "../error.ts";
import { toScopeRow } from "../policies/scope.ts";
import { findRegistry } from "../registries/get.ts";
import { severityRank } from "../reports/summary.ts";
import type { Service } from "../service.ts";
import { parseServer } from "./kinds/email.ts";
import type { Target } from "./kinds/kind.ts";
import { checkSigningSecret, createSigningSecret } from "./kinds/webhook.ts";
import type { Message } from "./message.ts";
import { asTarget, notedChannel } from "./noted.ts";
import { send } from "./send.ts";
import { example, worded } from "./template.ts";
import { type ChannelRow, openTarget, sealTarget, shownOf, viewChannels } from "./view.ts";

type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** By name. */
export async function listChannels({ db }: Service, query: Paging): Promise<Page<Channel>> {
  let channels = db
    .selectFrom("channel")
    .selectAll()
    .select(sql<string>`lower(name)`.as("key"))
    .orderBy("key")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    channels = channels.where(
      sql<boolean>`lower(name) > ${decodeCursor(query.cursor, 1)[0]}::text`,
    );
  const rows = await channels.execute();
  const items = await viewChannels(db, rows.slice(0, query.limit));
  return toPage(rows, query.limit, (row) => [row.key], items);
}

/** Throws `bad-request`, `not-found` (of its registry) or `conflict`. */
export async function createChannel(
  service: Service,
  person: Person,
  given: z.output<typeof channelCreateSchema>,
): Promise<z.output<typeof channelCreatedSchema>> {
  allow(person, "channels.edit");
  const { db, secrets } = service;
  const { name, kind, events, scope, severity, digest, enabled, template } = given;
  const id = randomUUID();
  const { target, made } = await completed(service, kind, given.target, null);
  if (scope.registryId !== undefined) await findRegistry(db, scope.registryId);
  await refuseTakenName(db, ownerOf(person), name, id);
  const row = await db.transaction().execute(async (tx) => {
    const channel = await tx
      .insertInto("channel")
      .values({
        ...{ id, name, kind, events, digest, enabled, ...toScopeRow(scope, ownerOf(person)) },
        ...{ severity: severityRank(severity), only_deployed: given.onlyDeployed },
        template: template && toJson(template),
        ...{ target_sealed: sealTarget(secrets, id, target), shown: shownOf(target) },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(tx, person, {
      ...{ action: "channel.create", target: asTarget(channel), after: notedChannel(channel) },
    });
    return channel;
  });
  return { ...(await viewOne(db, row)), signingSecret: made };
}

/** Absent fields stay; a webhook keeps its signing secret unless another is given. Throws as `createChannel`, and `not-found`. */
export async function updateChannel(
  service: Service,
  person: Person,
  id: string,
  given: z.output<typeof channelUpdateSchema>,
): Promise<Channel> {
  allow(person, "channels.edit");
  const { db, secrets } = service;
  const before = await findChannel(db, id);
  const { kind = before.kind, scope, severity, template } = given;
  if (kind !== before.kind && given.target === undefined)
    throw new PlimsollError("bad-request", "Another kind of channel needs another target.");
  const target =
    given.target &&
    (await completed(service, kind, given.target, openTarget(secrets, before))).target;
  if (scope?.registryId !== undefined) await findRegistry(db, scope.registryId);
  if (given.name !== undefined) await refuseTakenName(db, before.workspace_id, given.name, id);
  const row = await db.transaction().execute(async (tx) => {
    const now = await tx
      .updateTable("channel")
      .set({
        ...{ kind, name: given.name ?? before.name, events: given.events ?? before.events },
        ...(scope === undefined ? {} : toScopeRow(scope, before.workspace_id)),
        severity: severity === undefined ? before.severity : severityRank(severity),
        ...{ digest: given.digest ?? before.digest, enabled: given.enabled ?? before.enabled },
        only_deployed: given.onlyDeployed ?? before.only_deployed,
        ...(template === undefined ? {} : { template: template && toJson(template) }),
        ...(target && { target_sealed: sealTarget(secrets, id, target), shown: shownOf(target) }),
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (now === undefined) throw notFound("channel");
    const noted = changed(notedChannel(before), notedChannel(now));
    await audit(tx, person, {
      ...{ action: "channel.update", target: asTarget(now), before: noted.before },
      // The rest of it may be a secret: of Slack's addresses all of the path is.
      after: { ...noted.after, ...(target && { target: "changed" }) },
    });
    return now;
  });
  return viewOne(db, row);
}

/** With its history. Throws `not-found`. */
export async function removeChannel({ db }: Service, person: Person, id: string): Promise<void> {
  allow(person, "channels.edit");
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .deleteFrom("channel")
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("channel");
    await audit(tx, person, {
      ...{ action: "channel.delete", target: asTarget(row), before: notedChannel(row) },
    });
  });
}

/**
 * Once, whatever it is told of and whether it is switched on, in its own words if it has some; it is in the history.
 * Throws `not-found`.
 */
export async function testChannel(
  { db, secrets, outbound }: Service,
  person: Person,
  channelId: string,
): Promise<z.output<typeof channelTestSchema>> {
  allow(person, "channels.edit");
  const row = await findChannel(db, channelId);
  const usual: Message = {
    ...{ event: "test", title: `A test of ${row.name}`, severity: null, data: {} },
    lines: [`${person.username} wanted to see whether news arrives here. It does.`],
    at: new Date().toISOString(),
  };
  const message = worded(usual, example, row.template);
  const id = randomUUID();
  const { ok, detail } = await send(
    row.kind,
    openTarget(secrets, row),
    { ...message, id },
    outbound,
  );
  const state = ok ? "delivered" : "failed";
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("delivery")
      .values({
        ...{ id, channel_id: channelId, event: "test", title: message.title, state, detail },
        ...{ attempts: 1, message: toJson(message) },
      })
      .execute();
    await audit(tx, person, { action: "channel.test", target: asTarget(row), after: { ok } });
  });
  return { ok, detail };
}

/** Throws `not-found`. */
export async function findChannel(db: Db, id: string): Promise<ChannelRow> {
  const row = await db.selectFrom("channel").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("channel");
  return row;
}

/** A target that may be sent to, with what it is signed by; and that, where it was made now. */
async function completed(
  { outbound }: Service,
  kind: Channel["kind"],
  target: Target,
  before: Target | null,
): Promise<{ readonly target: Target; readonly made: string | null }> {
  if ((kind === "email") !== (target.kind === "email"))
    throw new PlimsollError("bad-request", "The target is not one of this kind of channel.");
  if (target.kind === "email") {
    await outbound.admit(parseServer(target.server).host);
    return { target, made: null };
  }
  const url = new URL(target.url);
  if (!/^https?:$/.test(url.protocol))
    throw new PlimsollError("bad-request", "Messages are sent by https:// or http:// alone.");
  await outbound.admit(url.hostname);
  const kept = before?.kind === "url" ? before.secret : undefined;
  if (kind !== "webhook")
    return { target: { ...target, secret: target.secret || kept }, made: null };
  if (target.secret) {
    checkSigningSecret(target.secret);
    return { target, made: null };
  }
  const secret = kept ?? createSigningSecret();
  return { target: { ...target, secret }, made: kept === undefined ? secret : null };
}

async function viewOne(db: Db, row: ChannelRow): Promise<Channel> {
  const [channel] = await viewChannels(db, [row]);
  if (channel === undefined) throw notFound("channel");
  return channel;
}

async function refuseTakenName(
  db: Db,
  workspaceId: string | null,
  name: string,
  id: string,
): Promise<void> {
  const { rows } = await sql`
    select from channel where lower(name) = lower(${name}) and id <> ${id}::uuid
      and workspace_id is not distinct from ${workspaceId}::uuid`.execute(db);
  if (rows.length > 0)
    throw new PlimsollError("conflict", `There is a channel named ${name} already.`, {
      hint: "Choose another name.",
    });
}
