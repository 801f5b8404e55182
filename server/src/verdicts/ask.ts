import type { Verdict, VerdictAnswer, VerdictResult, verdictRequestSchema } from "@plimsoll/api";
import { worstVerdict } from "@plimsoll/engine/policy";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";
import { type FoundImage, findImages } from "./find-images.ts";
import { findVerdicts } from "./keep.ts";
import { scanAsked } from "./scan-asked.ts";

/** Milliseconds that registries have to say what tags stand for. */
const patience = 5000;

/** Whether images may run, from kept verdicts: nothing is scanned or judged while somebody waits. `scan` is an administrator's. */
export async function askVerdicts(
  service: Service,
  person: Person,
  { images, scan }: z.output<typeof verdictRequestSchema>,
): Promise<VerdictAnswer> {
  if (scan) allow(person, "scans.run");
  const asked = await judgeNamed(service, images, AbortSignal.timeout(patience));
  if (scan) {
    await scanAsked(service, asked);
    const first = asked.slice(0, 5).map(({ name }) => name);
    await auditAlone(service.db, person, {
      action: "scan.ask",
      after: { asked: asked.length, first },
    });
  }
  return {
    items: asked.map(({ name, digest, artifactId, verdict, reason }) => ({
      ...{ image: name, digest, artifactId, verdict, reason },
    })),
    result: worstVerdict(asked.map(resultOf)),
  };
}

/** An image with what is kept of it. */
export type AskedImage = FoundImage & {
  readonly verdict: Verdict | null;
  readonly reason: VerdictAnswer["items"][number]["reason"];
};

/** What is kept of images, by their names and in their order; what registries have not answered by then is not known. */
export async function judgeNamed(
  service: Service,
  names: readonly string[],
  signal: AbortSignal,
): Promise<AskedImage[]> {
  const found = await findImages(service, names, signal);
  const ids = found.flatMap(({ artifactId }) => artifactId ?? []);
  const verdicts = await findVerdicts(service.db, ids);
  const waiting = await findWaiting(
    service.db,
    ids.filter((id) => !verdicts.has(id)),
  );
  return found.map((image) => {
    const { artifactId, at } = image;
    const verdict = (artifactId && verdicts.get(artifactId)) || null;
    if (verdict !== null) return { ...image, verdict, reason: "decided" };
    if (at === null) return { ...image, verdict, reason: "unknown-registry" };
    const known = artifactId !== null && !waiting.has(artifactId);
    return { ...image, verdict, reason: known ? "no-policy" : "unknown-image" };
  });
}

/** No policy forbids what none is about. */
export function resultOf({ verdict, reason }: AskedImage): VerdictResult {
  return verdict?.result ?? (reason === "no-policy" ? "pass" : "unknown");
}

/** Those that are still to be judged. */
async function findWaiting(db: Db, artifactIds: readonly string[]): Promise<Set<string>> {
  if (artifactIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("verdict_due")
    .select("artifact_id")
    .where("artifact_id", "in", artifactIds)
    .execute();
  return new Set(rows.map((row) => row.artifact_id));
}
