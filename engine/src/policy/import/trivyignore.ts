import { say } from "../../said.ts";
import type { Exception } from "../exceptions.ts";
import { type Importer, isVulnerabilityId, lastWholeDay, timeOf } from "./form.ts";
import { notTaken } from "./not-taken.ts";

/**
 * Trivy's `.trivyignore`: an id a line, `exp:YYYY-MM-DD` behind it where it ends; the comment above is taken for the reason.
 * https://trivy.dev/docs/latest/configuration/filtering/#trivyignore
 */
export const trivyignore: Importer = (text, context) => {
  const exceptions: Exception[] = [];
  const skipped: { line: string; reason: string }[] = [];
  let above: string[] = [];
  // A comment is about all that follows it without a gap.
  let isTaken = false;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === "") {
      above = [];
      continue;
    }
    if (line.startsWith("#")) {
      above = isTaken ? [line] : [...above, line].slice(-20);
      isTaken = false;
      continue;
    }
    isTaken = true;
    const skip = (reason: string) => skipped.push({ line: line.slice(0, 200), reason });
    const [id = "", ...fields] = line.split(/\s+/);
    if (!isVulnerabilityId(id)) {
      skip(say(notTaken, "no-id"));
      continue;
    }
    const said = fields.find((one) => one.startsWith("exp:"))?.slice("exp:".length);
    const ends = said === undefined ? undefined : dayOf(said);
    if (ends === null) {
      skip(say(notTaken, "end-no-day"));
      continue;
    }
    exceptions.push({
      ...{ vulnerability: id, package: null, scope: context.scope, justification: null },
      reason: wordsOf(above) || context.reason,
      expires: ends === undefined ? context.expires : lastWholeDay(ends),
    });
  }
  return { exceptions, skipped };
};

/** Trivy takes the day for its first moment. */
function dayOf(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const date = timeOf(`${text}T00:00:00Z`);
  return date?.toISOString().startsWith(text) ? date : null;
}

function wordsOf(comments: readonly string[]): string {
  return comments
    .map((one) => one.replace(/^#+\s*/, ""))
    .join(" ")
    .trim()
    .slice(0, 2000);
}
