import { digestSchema } from "@plimsoll/api";
import { sql } from "kysely";
import { z } from "zod";
import { type Actor, audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { keepRepositoryIn } from "../registries/sync-repository.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import { imageTypes } from "../scanners/view.ts";
import { queueScans } from "../scans/create.ts";
import type { Service } from "../service.ts";
import { credentialsIn, keepPull } from "./pull.ts";

/** https://github.com/goharbor/pluggable-scanner-spec, 1.0 to 1.2 */
export const scanRequestSchema = z.object({
  registry: z.object({
    url: z.url({ protocol: /^https?$/ }).max(500),
    authorization: z.string().max(20_000).nullish(),
    insecure: z.boolean().nullish(),
  }),
  artifact: z.object({
    repository: z
      .string()
      .max(255)
      .regex(/^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/),
    digest: digestSchema,
    mime_type: z.string().max(255).nullish(),
  }),
  enabled_capabilities: z
    .array(z.object({ type: z.enum(["vulnerability", "sbom"]) }))
    .max(20)
    .nullish(),
});
type ScanRequest = z.output<typeof scanRequestSchema>;

/**
 * Queues the scan of an image in a registry of somebody else's, and gives its id: as long as it is under way, the same
 * for the same image. Findings and bill of materials come of the same reading. Throws `not-scannable` and `bad-request`.
 */
export async function acceptScan(
  service: Service,
  by: Actor,
  request: ScanRequest,
): Promise<string> {
  const { registry, artifact } = request;
  const mediaType = artifact.mime_type ?? imageTypes[0];
  if (!imageTypes.some((type) => type === mediaType))
    throw new PlimsollError("not-scannable", `Manifests of type ${mediaType} are not scanned.`);
  const authorization = registry.authorization ?? "";
  credentialsIn(authorization);
  return service.db.transaction().execute(async (tx) => {
    const registryId = await findCaller(tx, registry);
    const repositoryId = await keepRepositoryIn(tx, registryId, artifact.repository);
    const { id } = await tx
      .insertInto("artifact")
      .values({
        repository_id: repositoryId,
        digest: artifact.digest,
        kind: "image",
        media_type: mediaType,
        size: 0,
        sort_at: sql<Date>`now()`,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["repository_id", "digest"])
          .doUpdateSet({ media_type: mediaType, gone_at: null }),
      )
      .returning("id")
      .executeTakeFirstOrThrow();
    await holdFirst(tx, [id]);
    const wanted = [{ id, scanner: builtinScannerId, first: true }];
    const [scan] = await queueScans(tx, wanted, service.version);
    const scanId = scan?.id ?? (await activeScan(tx, id));
    if (authorization !== "") await keepPull(tx, service.secrets, scanId, authorization);
    const { repository, digest } = artifact;
    await audit(tx, by, {
      action: "scan.start",
      target: {
        kind: "scan",
        id: scanId,
        name: `${new URL(registry.url).host}/${repository}@${digest}`,
      },
      after: { because: "scanner-api" },
    });
    return scanId;
  });
}

/** Whoever asks has a registry of its own here, which nobody sees: what is scanned for it is none of the images shown. */
async function findCaller(tx: Tx, { url, insecure }: ScanRequest["registry"]): Promise<string> {
  const address = new URL(url).origin;
  const { rows } = await sql<{ id: string }>`
    insert into registry (name, kind, address, hidden, insecure)
    values (${`scanner-api ${address}`}, 'distribution', ${address}, true, ${insecure ?? false})
    on conflict (workspace_id, lower(name)) do update set insecure = excluded.insecure returning id`.execute(
    tx,
  );
  return rows[0]?.id ?? "";
}

async function activeScan(tx: Tx, artifactId: string): Promise<string> {
  const { id } = await tx
    .selectFrom("scan")
    .select("id")
    .where("artifact_id", "=", artifactId)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return id;
}
