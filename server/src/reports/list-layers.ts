import type { layerListSchema, ReportLayer, reportQuery } from "@plimsoll/api";
import { type HistoryEntry, readInstruction, summarise } from "@plimsoll/engine";
import type { z } from "zod";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { readStoredImage } from "./stored-image.ts";

type Step = Pick<HistoryEntry, "layer" | "command">;

/** The history of an image, bottom first, and what each step brought. Throws `not-found` or `no-report`. */
export async function listLayers(
  service: Service,
  artifactId: string,
  { scanner }: z.output<typeof reportQuery>,
): Promise<z.output<typeof layerListSchema>> {
  const { db } = service;
  await getArtifact(service, artifactId);
  const { layers, base, ...image } = await readStoredImage(db, artifactId, scanner);
  const config = await db
    .selectFrom("image_config")
    .select("history")
    .where("artifact_id", "=", image.artifactId)
    .executeTakeFirst();
  const steps: readonly Step[] = config?.history.length
    ? config.history
    : layers.map(({ index, command }) => ({ layer: index, command }));
  const ownFrom = base === null || base.layers === null ? null : stepsOfBase(steps, base.layers);
  const packages = Map.groupBy(image.packages ?? [], ({ layer }) => layer.index);
  const findings = Map.groupBy(image.findings, ({ layer }) => layer.index);
  const digests = new Map(layers.map(({ index, digest }) => [index, digest]));
  const items = steps.map(
    ({ layer, command }, at): ReportLayer => ({
      index: layer,
      digest: layer === null ? null : (digests.get(layer) ?? null),
      instruction: command === null ? null : readInstruction(command),
      from: ownFrom === null ? null : at < ownFrom ? "base" : "own",
      packages: layer === null ? 0 : (packages.get(layer)?.length ?? 0),
      summary: summarise(layer === null ? [] : (findings.get(layer) ?? [])),
    }),
  );
  return { artifactId: image.artifactId, platform: image.platform, base, items };
}

/** How many steps made so many layers, with what the base runs after its last one: its CMD and ENTRYPOINT. */
function stepsOfBase(steps: readonly Step[], layers: number): number {
  let made = 0;
  let end = 0;
  for (const [at, { layer, command }] of steps.entries()) {
    if (made === layers) {
      if (layer !== null) break;
      const keyword = command === null ? null : readInstruction(command).keyword;
      if (keyword === "CMD" || keyword === "ENTRYPOINT") end = at + 1;
    } else if (layer !== null && ++made === layers) end = at + 1;
  }
  return end;
}
