import { z } from "zod";
import { textField, wordField } from "../../url/fields.ts";

export const policyViews = ["policies", "exceptions", "schedules", "channels", "gate"] as const;

export const policiesSearch = z.object({
  view: wordField(policyViews),
  q: textField,
  state: wordField(["active", "expiring", "expired"]),
});
export type PoliciesSearch = z.infer<typeof policiesSearch>;
