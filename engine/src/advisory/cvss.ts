import cvss from "ae-cvss-calculator";
import type { Severity } from "../match/finding.ts";
import type { CvssScore } from "./database.ts";

const versions = [
  { prefix: "CVSS:4.0/", version: "4", Calculator: cvss.Cvss4P0 },
  { prefix: "CVSS:3.1/", version: "3", Calculator: cvss.Cvss3P1 },
  { prefix: "CVSS:3.0/", version: "3", Calculator: cvss.Cvss3P0 },
  // The second version's vectors do not say which they are.
  { prefix: "", version: "2", Calculator: cvss.Cvss2 },
] as const;

/** What a vector comes to; null for one that cannot be read. */
export function scoreOf(vector: string, source: string | null = null): CvssScore | null {
  const found = versions.find(({ prefix }) => vector.startsWith(prefix));
  if (!found || vector.length > 500) return null;
  try {
    const score = new found.Calculator(vector).calculateScores().overall;
    return typeof score === "number" && score >= 0 && score <= 10
      ? { version: found.version, score, vector, source }
      : null;
  } catch {
    return null;
  }
}

/** Of several the one to rate by: most sources rate by the third version. */
export function ratingScore(scores: readonly CvssScore[]): CvssScore | null {
  for (const version of ["3", "4", "2"] as const) {
    const found = scores.find((one) => one.version === version);
    if (found) return found;
  }
  return null;
}

/** https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  return score > 0 ? "low" : "negligible";
}
