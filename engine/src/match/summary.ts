import { type Finding, type Severity, type Summary, severities } from "./finding.ts";

/** Counts findings by severity. */
export function summarise(
  findings: Iterable<Pick<Finding, "severity" | "fixedVersions">>,
): Summary {
  const counts = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<
    Severity,
    number
  >;
  let total = 0;
  let fixable = 0;
  for (const { severity, fixedVersions } of findings) {
    counts[severity]++;
    total++;
    if (fixedVersions.length > 0) fixable++;
  }
  return { ...counts, total, fixable };
}

/** Of several platforms' findings the distinct ones: by id, package and version. */
export function uniqueFindings<F extends Pick<Finding, "id" | "package">>(
  findings: Iterable<F>,
): F[] {
  const unique = new Map<string, F>();
  for (const finding of findings) {
    const key = findingKey(finding);
    if (!unique.has(key)) unique.set(key, finding);
  }
  return [...unique.values()];
}

function findingKey(finding: Pick<Finding, "id" | "package">): string {
  const { type, name, version } = finding.package;
  return [finding.id, type, name, version].join("\0");
}
