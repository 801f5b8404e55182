import type { Verdict } from "@plimsoll/api";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { findVerdicts } from "./keep.ts";
import { withSaid } from "./said.ts";

/** Null where no policy is about it, and before it was judged. Throws `not-found`. */
export async function getVerdict(service: Service, artifactId: string): Promise<Verdict | null> {
  await getArtifact(service, artifactId);
  const verdict = (await findVerdicts(service.db, [artifactId])).get(artifactId);
  if (verdict === undefined) return null;
  return { ...verdict, reasons: withSaid(verdict.reasons) };
}
