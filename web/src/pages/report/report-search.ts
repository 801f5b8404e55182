import type { Severity } from "@plimsoll/api";
import { findingGroupings, findingSorts, severities } from "@plimsoll/api/bare";
import { flagField, idField, listField, search, textField, wordField } from "../../url/fields.ts";

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

/** `finding` is the one that is open; `platform` the platform of an index whose log is shown; `scanner` the one whose report is shown, or `all`; `scan` the scan whose log is shown, `find` searches it; `group` is what findings are put together by, `of` the group that is open; `with` is the artifact that is compared with. */
export const reportSearch = search({
  tab: wordField(reportTabs),
  q: textField,
  severity: listField(isSeverity),
  fixable: flagField,
  sort: wordField(findingSorts),
  order: wordField(["asc", "desc"]),
  finding: textField,
  group: wordField(findingGroupings),
  of: textField,
  platform: idField,
  scanner: textField,
  find: textField,
  scan: idField,
  affected: flagField,
  with: idField,
});
export type ReportSearch = ReturnType<typeof reportSearch>;
