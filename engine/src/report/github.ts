import { type Finding, severities } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import { adviceOf } from "./finding-text.ts";

type Annotation = {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly text: string;
};

/** A step may have ten of each level; more are not shown. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
const most = 10;

/** Annotations of a GitHub workflow, a line each: why a policy failed; without a policy, the worst findings. */
export function github(results: readonly ScanResult[]): string {
  const all = results.flatMap((result) => [...annotationsOf(result), totalOf(result)]);
  const shown = (["error", "warning", "notice"] as const).flatMap((level) =>
    all.filter((one) => one.level === level).slice(0, most),
  );
  return shown.map(written).join("");
}

function annotationsOf({ image, verdict, findings }: ScanResult): Annotation[] {
  if (!verdict)
    return findings.map((finding) => ({
      level: isSevere(finding) ? "error" : "warning",
      title: `${finding.id} in ${finding.package.name} ${finding.package.version}`,
      text: [finding.title, adviceOf(finding), `${finding.severity}, in ${image.reference}`]
        .filter((one) => one)
        .join(". "),
    }));
  return verdict.policies.flatMap(({ name, reasons }) =>
    reasons.map(({ rule, result, text }) => ({
      level: result === "fail" ? "error" : "warning",
      title: name === rule ? rule : `${name}: ${rule}`,
      text: `${image.reference}: ${text}`,
    })),
  );
}

function totalOf({ image, summary, suppressed, verdict }: ScanResult): Annotation {
  const counts = severities
    .filter((one) => summary[one] > 0)
    .map((one) => `${summary[one]} ${one}`);
  const apart = suppressed.length > 0 ? `; ${suppressed.length} do not count` : "";
  return {
    level: "notice",
    title: verdict ? `Verdict: ${verdict.result}` : "Scanned by Plimsoll",
    text: `${image.reference} (${image.platform}): ${counts.join(", ") || "nothing found"}${apart}`,
  };
}

function isSevere({ severity }: Finding): boolean {
  return severity === "critical" || severity === "high";
}

/** What an image holds must not become a command of its own. */
function written({ level, title, text }: Annotation): string {
  return `::${level} title=${property(title)}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
