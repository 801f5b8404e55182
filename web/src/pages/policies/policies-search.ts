import { search, textField, wordField } from "../../url/fields.ts";

export const policyViews = ["policies", "exceptions", "schedules", "channels", "gate"] as const;

export const policiesSearch = search({
  view: wordField(policyViews),
  q: textField,
  state: wordField(["active", "expiring", "expired"]),
});
export type PoliciesSearch = ReturnType<typeof policiesSearch>;
