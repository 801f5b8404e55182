import type { ScanVerdict } from "@plimsoll/engine";

/** Why, a line a reason, worst first. */
export function verdictLines({ policies, since }: ScanVerdict): string[] {
  const lines = policies.flatMap(({ name, reasons }) =>
    reasons.map(
      ({ rule, result, text }) => `  ${result.padEnd(8)}${ruleName(name, rule)}: ${text}`,
    ),
  );
  return since ? [`  (of what ${since.reference} did not have)`, ...lines] : lines;
}

/** A flag is its own policy with one rule. */
function ruleName(policy: string, rule: string): string {
  return policy === rule ? rule : `${policy}, ${rule}`;
}
