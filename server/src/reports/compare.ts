import type { Comparison, comparisonQuery } from "@plimsoll/api";
import { type ComparedFindings, compareResults, readInstruction } from "@plimsoll/engine";
import type { z } from "zod";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { readStoredImage, type StoredImage } from "./stored-image.ts";

/** What changed from one artifact to another, each as its first scanner has it. Of indexes, the same platform's images. Throws `not-found` or `no-report`. */
export async function compareArtifacts(
  service: Service,
  artifactId: string,
  query: z.output<typeof comparisonQuery>,
): Promise<Comparison> {
  const { db } = service;
  await Promise.all([getArtifact(service, artifactId), getArtifact(service, query.with)]);
  const after = await readStoredImage(db, artifactId, query.scanner);
  const before = await readStoredImage(db, query.with, query.scanner, after.platform);
  const { findings, packages } = compareResults(comparable(before), comparable(after));
  return {
    before: { artifactId: before.artifactId, summary: before.summary },
    after: { artifactId: after.artifactId, summary: after.summary },
    added: named(findings.added),
    fixed: named(findings.fixed),
    unchanged: named(findings.unchanged),
    layers: [...layersOf("added", findings.added), ...layersOf("fixed", findings.fixed)],
    packages: [
      ...packages.changed.map(({ name, type, from, to }) => ({
        ...{ name, type, from: from.join(", ") || null, to: to.join(", ") || null },
      })),
      ...packages.added.map(({ name, type, version }) => ({ name, type, from: null, to: version })),
      ...packages.removed.map(({ name, type, version }) => ({
        ...{ name, type, from: version, to: null },
      })),
    ],
  };
}

export function comparable({ findings, packages }: StoredImage) {
  return { findings, packages: packages ?? [] };
}

/** Those that the scanner names. */
function layersOf(
  change: "added" | "fixed",
  { layers }: ComparedFindings,
): Comparison["layers"][number][] {
  return layers
    .filter(({ layer }) => layer.digest !== "")
    .map(({ layer, summary }) => ({
      ...{ change, index: layer.index, summary },
      instruction: layer.command === null ? null : readInstruction(layer.command),
    }));
}

function named({ findings }: ComparedFindings): Comparison["added"] {
  return findings.map(
    ({ id, severity, package: { name, version, type, path }, fixedVersions }) => ({
      ...{ id, severity, fixedVersions },
      package: { name, version, type, path },
    }),
  );
}
