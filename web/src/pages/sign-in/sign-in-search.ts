import { search, textUpTo, wordField } from "../../url/fields.ts";

/** `error`: why single sign-on came back without a session. */
export const signInSearch = search({
  next: textUpTo(2000),
  error: wordField(["issuer-failed", "not-admitted", "too-many-attempts", "forbidden"]),
});
