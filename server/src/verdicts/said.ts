import type { VerdictReason } from "@plimsoll/api";
import { recallVerdict } from "@plimsoll/engine";

/** The reasons with the codes of what they say, for who does not read English. */
export function withSaid(reasons: readonly VerdictReason[]): VerdictReason[] {
  return reasons.map((one) => ({ ...one, said: recallVerdict(one.text) ?? undefined }));
}
