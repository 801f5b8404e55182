import { type Severity, severities, vulnerabilitySorts } from "@plimsoll/api";
import { z } from "zod";
import { flagField, listField, textField, wordField } from "../../url/fields.ts";

function isSeverity(word: string): word is Severity {
  return severities.some((severity) => severity === word);
}

export const vulnerabilitiesSearch = z.object({
  q: textField,
  severity: listField(isSeverity),
  kev: flagField,
  fixable: flagField,
  sort: wordField(vulnerabilitySorts),
  order: wordField(["asc", "desc"]),
});
export type VulnerabilitiesSearch = z.infer<typeof vulnerabilitiesSearch>;

/** `all`: not only in newest tags. */
export const vulnerabilitySearch = z.object({ all: flagField });
