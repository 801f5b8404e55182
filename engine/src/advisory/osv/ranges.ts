import type { AffectedRange } from "../database.ts";
import type { OsvEvent } from "./schema.ts";

/**
 * Events made into intervals, https://ossf.github.io/osv-schema/#affectedrangesevents-fields. Some records close an
 * interval several times, one fix a branch: each is kept, so that no branch is taken for unaffected.
 */
export function rangesOf(events: readonly OsvEvent[]): AffectedRange[] {
  const ranges: AffectedRange[] = [];
  let from: AffectedRange = {};
  let open = false;
  for (const event of events) {
    if (event.introduced !== undefined) {
      if (open) ranges.push(from);
      from = event.introduced === "0" ? {} : { introduced: event.introduced };
      open = true;
      continue;
    }
    if (event.fixed !== undefined) ranges.push({ ...from, fixed: event.fixed });
    if (event.last_affected !== undefined)
      ranges.push({ ...from, lastAffected: event.last_affected });
    // A limit says how far was looked, not what is affected.
    if (event.limit === undefined) open = false;
  }
  if (open) ranges.push(from);
  return ranges;
}
