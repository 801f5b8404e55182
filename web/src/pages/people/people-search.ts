import { auditOutcomes } from "@plimsoll/api/bare";
import { idField, search, textField, wordField } from "../../url/fields.ts";

export const peopleViews = [
  "people",
  "members",
  "workspaces",
  "spaces",
  "issuers",
  "audit",
] as const;

export const peopleSearch = search({
  view: wordField(peopleViews),
  q: textField,
  workspace: idField,
  registry: idField,
  actor: textField,
  action: textField,
  outcome: wordField(auditOutcomes),
});
export type PeopleSearch = ReturnType<typeof peopleSearch>;
