import { asObject, asString, type JsonObject } from "../../image/json.ts";
import type { Severity } from "../../match/finding.ts";

/** By the numbers that stand for them. */
export const trivySeverities = ["unknown", "low", "medium", "high", "critical"] as const;

export type Rated = { readonly severity: Severity; readonly severitySource: string | null };

/**
 * Which of a vulnerability's severities counts, as Trivy 0.74 chooses: that of the advisory's own source, for a
 * GHSA id GitHub's, NVD's, else the one that Trivy's database puts first.
 * https://trivy.dev/docs/latest/guide/scanner/vulnerability/#severity-selection
 */
export function chooseSeverity(id: string, details: JsonObject, source: string): Rated {
  const given = asObject(details.VendorSeverity) ?? {};
  // The advisory's own source has the last word even where it says that it does not know.
  if (Object.hasOwn(given, source)) return rated(given[source], source);
  for (const other of id.startsWith("GHSA-") ? ["ghsa", "nvd"] : ["nvd"]) {
    if (!Object.hasOwn(given, other)) continue;
    const found = rated(given[other], other);
    if (found.severity !== "unknown") return found;
    break;
  }
  const any = asString(details.Severity)?.toLowerCase();
  return {
    severity: trivySeverities.find((one) => one === any) ?? "unknown",
    severitySource: null,
  };
}

export function rated(number: unknown, source: string): Rated {
  const severity = typeof number === "number" ? trivySeverities[number] : undefined;
  return { severity: severity ?? "unknown", severitySource: source };
}
