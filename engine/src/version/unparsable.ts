import { PlimsollError } from "../error.ts";

/** What every scheme throws for a version that is none of its own. */
export function unparsable(scheme: string, version: string): PlimsollError {
  return new PlimsollError("version-invalid", `"${version.slice(0, 100)}" is no ${scheme} version`);
}
