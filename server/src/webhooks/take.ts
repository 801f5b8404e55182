import { PlimsollError } from "../error.ts";
import { readHarborEvent } from "../registries/harbor/webhook-event.ts";
import { requestRepositorySync } from "../registries/sync.ts";
import type { Service } from "../service.ts";
import { unsealWebhook } from "./secret.ts";

/**
 * Takes what a Harbor sent: what it names is looked at again, soon and once, however often and in whatever order it is
 * told. Throws `not-signed-in` for a wrong secret, whether there is such a registry or not, and `bad-request`.
 */
export async function takeHarborWebhook(
  service: Service,
  registryId: string,
  request: { readonly authorization: string | undefined; readonly body: string },
): Promise<{ repositories: number }> {
  const { db, secrets, log } = service;
  const row = await db
    .selectFrom("registry")
    .select(["id", "webhook_sealed"])
    .where("id", "=", registryId)
    .where("hidden", "=", false)
    .executeTakeFirst();
  const secret = row === undefined ? null : unsealWebhook(secrets, row);
  try {
    const events = readHarborEvent(request, secret ?? "");
    const paths = [...new Set(events.map(({ repository }) => repository))];
    for (const path of paths) await requestRepositorySync(db, registryId, path);
    return { repositories: paths.length };
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "forbidden") throw error;
    log.warn({ registryId }, "a webhook with a wrong secret was refused");
    throw new PlimsollError("not-signed-in", error.message, { cause: error, hint: error.hint });
  }
}
