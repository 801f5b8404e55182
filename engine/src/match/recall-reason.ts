import { leftOutReasons } from "../inventory/left-out.ts";
import { recall, type Said, type Sentences } from "../said.ts";
import { gapReasons, unjudged } from "./gaps.ts";

/** With why packages and advisories could not be judged. */
export const leftOutSentences: Sentences = {
  ...leftOutReasons,
  ...Object.fromEntries(
    Object.entries(gapReasons).map(([code, gap]) => [
      code,
      `${gap}: {{count}} packages not checked`,
    ]),
  ),
  "advisory-unjudged": unjudged,
};

/** What a reason of a report says; `values.place` is where in an archive it is said of. Null for what others said. */
export function recallReason(reason: string): Said | null {
  const whole = recall(
    leftOutSentences,
    reason.replace(/: 1 package not checked$/, ": 1 packages not checked"),
  );
  if (whole !== null) return whole;
  const colon = reason.lastIndexOf(": ");
  const inside = colon < 0 ? null : recall(leftOutReasons, reason.slice(colon + 2));
  return inside && { ...inside, values: { ...inside.values, place: reason.slice(0, colon) } };
}
