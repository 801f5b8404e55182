import { z } from "zod";
import { pageOf } from "./page.ts";
import { idSchema, timeSchema } from "./words.ts";

/** What a token may do, each with what comes before it: look, scan and ask for verdicts, everything its owner may. */
export const tokenScopes = ["read", "scan", "administer"] as const;
export const tokenScopeSchema = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

export const tokenCreateSchema = z.object({
  name: z.string().trim().min(1).max(100),
  scope: tokenScopeSchema,
  expiresInDays: z.int().min(1).max(366),
});
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  scope: tokenScopeSchema,
  /** Its beginning, to tell it by. */
  hint: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** To the minute. */
  lastUsedAt: timeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;
export const tokenPageSchema = pageOf(tokenSchema);
/** The token itself is told this once. */
export const tokenCreatedSchema = tokenSchema.extend({ token: z.string() });
