import { findingSorts, type Severity, severities } from "@plimsoll/api";
import { z } from "zod";
import { flagField, idField, listField, textField, wordField } from "../../url/fields.ts";

export const reportTabs = [
  "remedy",
  "vulnerabilities",
  "packages",
  "layers",
  "compare",
  "log",
] as const;

function isSeverity(word: string): word is Severity {
  return severities.some((severity) => severity === word);
}

/** `finding` is the one that is open; `platform` the platform of an index whose log is shown; `scanner` the one whose report is shown, or `all`; `find` searches the log; `with` is the artifact that is compared with. */
export const reportSearch = z.object({
  tab: wordField(reportTabs),
  q: textField,
  severity: listField(isSeverity),
  fixable: flagField,
  sort: wordField(findingSorts),
  order: wordField(["asc", "desc"]),
  finding: textField,
  platform: idField,
  scanner: textField,
  find: textField,
  affected: flagField,
  with: idField,
});
export type ReportSearch = z.infer<typeof reportSearch>;
