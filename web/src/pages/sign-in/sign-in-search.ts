import { z } from "zod";
import { wordField } from "../../url/fields.ts";

/** `error`: why single sign-on came back without a session. */
export const signInSearch = z.object({
  next: z.string().max(2000).optional().catch(undefined),
  error: wordField(["issuer-failed", "not-admitted", "too-many-attempts", "forbidden"]),
});
