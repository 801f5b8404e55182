import type { Severity } from "@plimsoll/api";
import { severities, vulnerabilitySorts } from "@plimsoll/api/bare";
import { flagField, listField, search, textField, wordField } from "../../url/fields.ts";

function isSeverity(word: string): word is Severity {
  return severities.some((severity) => severity === word);
}

export const vulnerabilitiesSearch = search({
  q: textField,
  severity: listField(isSeverity),
  kev: flagField,
  fixable: flagField,
  sort: wordField(vulnerabilitySorts),
  order: wordField(["asc", "desc"]),
});
export type VulnerabilitiesSearch = ReturnType<typeof vulnerabilitiesSearch>;

/** `all`: not only in newest tags. */
export const vulnerabilitySearch = search({ all: flagField });
