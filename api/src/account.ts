import { z } from "zod";
import { idSchema, timeSchema } from "./words.ts";

/** https://owasp.org/www-project-application-security-verification-standard/ 2.1: long, of any characters. */
export const passwordSchema = z.string().min(12).max(1000);

/** One's own sessions; `current` is the one that asks. */
export const ownSessionSchema = z.object({
  id: idSchema,
  current: z.boolean(),
  /** Where it was last used from. */
  address: z.string(),
  userAgent: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  expiresAt: timeSchema,
});
export type OwnSession = z.infer<typeof ownSessionSchema>;
export const ownSessionListSchema = z.object({ items: z.array(ownSessionSchema) });

/** Ends every other session. */
export const passwordChangeSchema = z.object({
  current: z.string().min(1).max(1000),
  password: passwordSchema,
});

/** A second factor that is begun, and counts once a code of it was given. */
export const totpStartSchema = z.object({ password: z.string().min(1).max(1000) });
export const totpStartedSchema = z.object({
  /** Base32, to be typed. */
  secret: z.string(),
  /** `otpauth:`, to be shown as a QR code. */
  uri: z.string(),
});
export const totpConfirmSchema = z.object({ code: z.string().regex(/^\d{6}$/) });
/** Each signs in once in the place of a code; told this once. */
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });
export const totpRemoveSchema = z.object({ password: z.string().min(1).max(1000) });

/** What somebody was sent to choose a password with. */
export const invitationCheckSchema = z.object({ token: z.string().min(1).max(200) });
export const invitationSchema = z.object({ username: z.string(), expiresAt: timeSchema });
export const invitationAcceptSchema = invitationCheckSchema.extend({ password: passwordSchema });
