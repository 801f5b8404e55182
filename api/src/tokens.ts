import { z } from "zod";
import { pageOf } from "./page.ts";
import { tokenScopeSchema } from "./permissions.ts";
import { tokenKinds } from "./vocabulary.ts";
import { idSchema, timeSchema } from "./words.ts";

const tokenKindSchema = z.enum(tokenKinds);
export type TokenKind = z.infer<typeof tokenKindSchema>;

/** It acts in the workspace in which it is made. */
export const tokenCreateSchema = z.object({
  name: z.string().trim().min(1).max(100),
  kind: tokenKindSchema.default("personal"),
  scope: tokenScopeSchema,
  expiresInDays: z.int().min(1).max(366),
});
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: tokenKindSchema,
  scope: tokenScopeSchema,
  /** Null: the platform as a whole. */
  workspace: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** Its beginning, to tell it by. */
  hint: z.string(),
  /** Who made it. */
  createdBy: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** To the minute. */
  lastUsedAt: timeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;
export const tokenPageSchema = pageOf(tokenSchema);
/** The token itself is told this once. */
export const tokenCreatedSchema = tokenSchema.extend({ token: z.string() });
