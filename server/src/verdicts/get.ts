import type { Verdict } from "@plimsoll/api";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { findVerdicts } from "./keep.ts";

/** Null where no policy is about it, and before it was judged. Throws `not-found`. */
export async function getVerdict(service: Service, artifactId: string): Promise<Verdict | null> {
  await getArtifact(service, artifactId);
  return (await findVerdicts(service.db, [artifactId])).get(artifactId) ?? null;
}
