import { type Severity, type Summary, severities } from "@plimsoll/engine/matching";

/** `12: 2 critical, 10 high`, or `none`. */
export function counted(summary: Pick<Summary, Severity | "total">): string {
  const parts = severities.flatMap((one) => (summary[one] > 0 ? [`${summary[one]} ${one}`] : []));
  return summary.total === 0 ? "none" : `${summary.total}: ${parts.join(", ")}`;
}
