import type { Remedy, reportQuery } from "@plimsoll/api";
import {
  type AdvisoryDatabase,
  type Finding,
  matchPackage,
  type OperatingSystem,
  type Package,
  planRemedy,
} from "@plimsoll/engine";
import type { z } from "zod";
import { getArtifact } from "../images/get.ts";
import { readStoredImage } from "../reports/stored-image.ts";
import type { Service } from "../service.ts";
import { cleanerTags } from "./cleaner-tags.ts";
import { newerBases } from "./newer-bases.ts";

/** Past so many, which no honest image has, matching again would hold everybody up: the plan rests on the findings alone. */
const mostPackages = 20_000;

/** What to do about an image's findings. Throws `not-found` or `no-report`. */
export async function getRemedy(
  service: Service,
  artifactId: string,
  { scanner }: z.output<typeof reportQuery>,
): Promise<Remedy> {
  const { db, advisories } = service;
  const artifact = await getArtifact(service, artifactId);
  const image = await readStoredImage(db, artifactId, scanner);
  const { base, platform, os } = image;
  const packages = image.packages && image.packages.length <= mostPackages ? image.packages : null;
  const [bases, cleaner] = await Promise.all([
    newerBases(db, image),
    cleanerTags(db, artifact, image),
  ]);
  const plan = planRemedy({
    ...{ os, base, bases, endOfLife: image.endOfLife, findings: image.findings },
    packages: packages ?? [],
    match: packages && ((some, of) => matchAll(some, of, advisories.current())),
    dockerfile: null,
    now: new Date(),
  });
  return { artifactId: image.artifactId, platform, base, plan, cleaner };
}

function matchAll(
  packages: readonly Package[],
  os: OperatingSystem | null,
  database: AdvisoryDatabase,
): Finding[] {
  return packages.flatMap((one) =>
    matchPackage(one, os, database).findings.map((finding) => ({ ...finding, layer: one.layer })),
  );
}
