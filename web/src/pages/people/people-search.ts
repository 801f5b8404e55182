import { auditOutcomes } from "@plimsoll/api";
import { z } from "zod";
import { idField, textField, wordField } from "../../url/fields.ts";

export const peopleViews = [
  "people",
  "members",
  "workspaces",
  "spaces",
  "issuers",
  "audit",
] as const;

export const peopleSearch = z.object({
  view: wordField(peopleViews),
  q: textField,
  workspace: idField,
  registry: idField,
  actor: textField,
  action: textField,
  outcome: wordField(auditOutcomes),
});
export type PeopleSearch = z.infer<typeof peopleSearch>;
