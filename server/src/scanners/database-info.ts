import type { DatabaseInfo } from "@plimsoll/api";
import type { AdvisoryDatabase } from "@plimsoll/engine";

/** What a database says of itself, in the contract's own copy. */
export function databaseInfo({ info }: AdvisoryDatabase): DatabaseInfo {
  return {
    ...info,
    limits: [...info.limits],
    sources: info.sources.map((source) => ({ ...source })),
  };
}
