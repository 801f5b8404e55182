import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { readHarborEvent } from "../registries/harbor/webhook-event.ts";
import { requestRepositorySync } from "../registries/sync-one.ts";
import { requestImport } from "../scans/import-reports.ts";
import type { Service } from "../service.ts";
import { isSecret, signingSecretOf, unsealWebhook } from "./secret.ts";

type Taken = { readonly repositories: number };

/**
 * Takes what a Harbor sent: what it names is looked at again, soon and once, however often and in whatever order it is
 * told. Throws `not-signed-in` for a wrong secret, whether there is such a registry or not, and `bad-request`.
 */
export async function takeHarborWebhook(
  service: Service,
  registryId: string,
  request: { readonly authorization: string | undefined; readonly body: string },
): Promise<Taken> {
  const secret = await checkSecret(service, registryId, "harbor", request.authorization);
  const events = readHarborEvent(request, secret);
  const scanned = events.filter(({ event }) => event === "scan-completed");
  for (const path of new Set(scanned.map(({ repository }) => repository)))
    await requestImport(service.db, registryId, path);
  return lookAgain(
    service.db,
    registryId,
    events.map(({ repository }) => repository),
  );
}

/** https://distribution.github.io/distribution/about/notifications/ */
const notifications = z.object({
  events: z
    .array(
      z.object({
        action: z.string().max(100),
        target: z.object({ repository: z.string().min(1).max(255) }),
      }),
    )
    .max(5000),
});

/** The same for what a distribution registry sent; that something was pulled concerns nobody. */
export async function takeRegistryWebhook(
  service: Service,
  registryId: string,
  request: { readonly authorization: string | undefined; readonly body: unknown },
): Promise<Taken> {
  await checkSecret(service, registryId, "distribution", request.authorization);
  const read = notifications.safeParse(request.body);
  if (!read.success)
    throw new PlimsollError("bad-request", "A webhook could not be read.", {
      hint: "It must be in the form of the distribution registry's notifications.",
    });
  const changed = read.data.events.filter(({ action }) => action !== "pull");
  return lookAgain(
    service.db,
    registryId,
    changed.map(({ target }) => target.repository),
  );
}

/** The same for what a pipeline sent; the signature is of the body as it came. */
export async function takePushWebhook(
  { db, secrets, log }: Service,
  registryId: string,
  request: {
    readonly headers: Readonly<Record<string, unknown>>;
    readonly raw: string;
    readonly repository: string;
  },
): Promise<Taken> {
  const row = await db
    .selectFrom("registry")
    .select(["id", "webhook_sealed"])
    .where("id", "=", registryId)
    .where("hidden", "=", false)
    .executeTakeFirst();
  const secret = row === undefined ? null : unsealWebhook(secrets, row);
  if (secret === null || !isSigned(secret, request)) throw wrongSecret(log, registryId);
  return lookAgain(db, registryId, [request.repository]);
}

/** And not longer ago than five minutes: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isSigned(
  secret: string,
  { headers, raw }: { readonly headers: Readonly<Record<string, unknown>>; readonly raw: string },
): boolean {
  try {
    new Webhook(signingSecretOf(secret)).verify(raw, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** The secret, which the request came with. */
async function checkSecret(
  { db, secrets, log }: Service,
  registryId: string,
  kind: "harbor" | "distribution",
  given: string | undefined,
): Promise<string> {
  const row = await db
    .selectFrom("registry")
    .select(["id", "webhook_sealed"])
    .where("id", "=", registryId)
    .where("kind", "=", kind)
    .where("hidden", "=", false)
    .executeTakeFirst();
  const secret = row === undefined ? null : unsealWebhook(secrets, row);
  if (secret !== null && isSecret(given, secret)) return secret;
  throw wrongSecret(log, registryId);
}

function wrongSecret(log: Service["log"], registryId: string): PlimsollError {
  log.warn({ registryId }, "a webhook with a wrong secret was refused");
  return new PlimsollError("not-signed-in", "A webhook came with a wrong secret.", {
    hint: "Set the webhook up again where the registry itself sent it; somebody else may have.",
  });
}

async function lookAgain(
  db: Db,
  registryId: string,
  repositories: readonly string[],
): Promise<Taken> {
  const paths = [...new Set(repositories)];
  for (const path of paths) await requestRepositorySync(db, registryId, path);
  return { repositories: paths.length };
}
