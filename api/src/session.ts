import { z } from "zod";
import { permissionNames, roleSchema, workspaceRoleSchema } from "./permissions.ts";
import { idSchema } from "./words.ts";

export const signInSchema = z.object({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(1000),
  /** Of the authenticator, or one of the recovery codes: asked for by `second-factor-needed`. */
  code: z.string().min(6).max(20).optional(),
});

/** What the page to sign in offers. */
export const signInOffersSchema = z.object({
  /** By single sign-on: `ssoPath` begins it. */
  issuers: z.array(z.object({ id: idSchema, name: z.string() })),
});
export type SignInOffers = z.infer<typeof signInOffersSchema>;

export const sessionSchema = z.object({
  username: z.string(),
  /** As what the request acts. */
  role: roleSchema,
  permissions: z.array(z.enum(permissionNames)),
  /** In which workspace it acts; null: of the platform as a whole, or in none. */
  workspace: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** Those that can be chosen; an administrator of the platform can choose any of the first thousand. */
  workspaces: z.array(
    z.object({ id: idSchema, name: z.string(), role: workspaceRoleSchema.nullable() }),
  ),
  /** Whether a password of its own signs it in; otherwise an issuer does. */
  hasPassword: z.boolean(),
  secondFactor: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof sessionSchema>;

/** What the console shows around every page. */
export const aboutSchema = z.object({
  version: z.string(),
  /** The advisory database that matching uses now; null until it has been loaded. */
  database: z.lazy(() => databaseInfoSchema).nullable(),
});
export type About = z.infer<typeof aboutSchema>;

/** Which advisories a result rests on; `limits` are to be shown wherever it does. */
export const databaseInfoSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** The newest date in it, YYYY-MM-DD. */
  date: z.iso.date(),
  limits: z.array(z.string()),
  sources: z.array(z.object({ name: z.string(), license: z.string(), date: z.string() })),
});
export type DatabaseInfo = z.infer<typeof databaseInfoSchema>;
