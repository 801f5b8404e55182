import { createHash } from "node:crypto";
import { PlimsollError } from "../../error.ts";
import { type Limits, withDefaults } from "../../limits.ts";
import type { AdvisoryDatabase } from "../database.ts";
import { memoryDatabase, type PackageAdvisories } from "../memory.ts";
import { readOsv } from "./read-osv.ts";
import { toAdvisories } from "./to-advisories.ts";

export type OsvOptions = {
  /** What the database calls itself. */
  readonly name: string;
  /** Told of each record that cannot be used; when not given, the first one is an error. */
  readonly onFault?: (fault: string) => void;
  readonly onRecord?: (records: number) => void;
  readonly limits?: Partial<Limits>;
};

/**
 * A database of OSV records, held in memory: an import, or advisories of one's own. Throws `PlimsollError`
 * `advisory-invalid` with the file and the field, `io`, or `limit-exceeded`.
 */
export async function openOsvDatabase(
  paths: readonly string[],
  options: OsvOptions,
): Promise<AdvisoryDatabase> {
  const { name, onFault, onRecord } = options;
  const entries: PackageAdvisories[] = [];
  const sources = new Set<string>();
  let records = 0;
  let newest = "";
  // Their dates need not tell: a record may be changed without.
  const content = createHash("sha256");
  for await (const read of readOsv(paths, withDefaults(options.limits))) {
    if ("fault" in read) {
      if (!onFault) throw invalid(read.fault);
      onFault(read.fault);
      continue;
    }
    onRecord?.(++records);
    content.update(JSON.stringify(read.osv));
    const date = read.osv.modified.slice(0, 10);
    if (date > newest) newest = date;
    for (const entry of toAdvisories(read.osv)) {
      for (const { source } of entry.advisories) sources.add(source);
      entries.push(entry);
    }
  }
  const date = newest || "1970-01-01";
  const info = {
    name,
    version: `${date.replaceAll("-", "")}-${content.digest("hex").slice(0, 8)}`,
    date,
    limits: [],
    sources: [...sources].sort().map((source) => ({ name: source, license: "", date })),
  };
  return memoryDatabase(info, entries);
}

function invalid(fault: string): PlimsollError {
  return new PlimsollError("advisory-invalid", fault, {
    hint: "Correct the record; its form is https://ossf.github.io/osv-schema/.",
  });
}
