import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { workspaceRoleSchema } from "./permissions.ts";
import { idSchema, timeSchema } from "./words.ts";

const username = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u);
const memberships = z
  .array(z.object({ workspaceId: idSchema, role: workspaceRoleSchema }))
  .max(1000);

export const personSchema = z.object({
  id: idSchema,
  username: z.string(),
  email: z.string().nullable(),
  /** Of the platform. */
  administrator: z.boolean(),
  /** `invited`: has not chosen a password yet. `locked`: for a while, after many failures to sign in. */
  state: z.enum(["active", "invited", "locked", "disabled"]),
  secondFactor: z.boolean(),
  /** The issuers that sign them in. */
  issuers: z.array(z.string()),
  memberships: z.array(
    z.object({
      workspace: z.object({ id: idSchema, name: z.string() }),
      role: workspaceRoleSchema,
      /** An issuer's groups say so, at each sign-in. */
      byGroups: z.boolean(),
    }),
  ),
  createdAt: timeSchema,
  lastSignInAt: timeSchema.nullable(),
});
export type PersonRow = z.infer<typeof personSchema>;

export const personListQuery = z.object({
  ...pageQuery,
  q: z.string().max(100).optional(),
  workspace: idSchema.optional(),
});
export const personPageSchema = pageOf(personSchema);

export const personCreateSchema = z.object({
  username,
  email: z.email().max(200).nullable().default(null),
  administrator: z.boolean().default(false),
  memberships: memberships.default([]),
});
/** Of what is absent nothing changes. The last administrator who can sign in stays one: `conflict`. */
export const personUpdateSchema = z.object({
  email: z.email().max(200).nullable().optional(),
  administrator: z.boolean().optional(),
  disabled: z.boolean().optional(),
  /** Those that an issuer's groups give stay. */
  memberships: memberships.optional(),
});
/** A link to choose a password with, told this once; the one before ends. */
export const invitationCreatedSchema = z.object({
  person: personSchema,
  /** A path of the console. */
  path: z.string(),
  expiresAt: timeSchema,
});

export const workspaceSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  members: z.int(),
  /** Bound to it. */
  spaces: z.int(),
  /** Its own. */
  registries: z.int(),
  createdAt: timeSchema,
});
export type Workspace = z.infer<typeof workspaceSchema>;
export const workspacePageSchema = pageOf(workspaceSchema);
export const workspaceCreateSchema = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1000).default(""),
});
export const workspaceUpdateSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  description: z.string().trim().max(1000).optional(),
});

/** Who is in the acting workspace. */
export const memberSchema = z.object({
  username: z.string(),
  role: workspaceRoleSchema,
  lastSignInAt: timeSchema.nullable(),
});
export const memberPageSchema = pageOf(memberSchema);

/** Who sees a space: of a workspace's own registry only that workspace does. */
export const spaceAccessSchema = z.object({
  id: idSchema,
  registry: z.object({ id: idSchema, name: z.string() }),
  name: z.string(),
  /** Whose registry it is in; null: the platform's. */
  owner: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** Whether every workspace sees it. */
  open: z.boolean(),
  /** Null: as the registry says, where it says; otherwise what was set here. */
  opened: z.boolean().nullable(),
  workspaces: z.array(z.object({ id: idSchema, name: z.string() })),
});
export type SpaceAccess = z.infer<typeof spaceAccessSchema>;
export const spaceAccessListQuery = z.object({
  ...pageQuery,
  registry: idSchema.optional(),
  q: z.string().max(255).optional(),
});
export const spaceAccessPageSchema = pageOf(spaceAccessSchema);
export const spaceAccessUpdateSchema = z.object({
  opened: z.boolean().nullable(),
  workspaceIds: z.array(idSchema).max(1000),
});

/** Of single sign-on by OpenID Connect. */
const groupRule = z.object({
  /** As the claim has it. */
  group: z.string().min(1).max(300),
  /** Null: an administrator of the platform. */
  workspaceId: idSchema.nullable(),
  role: workspaceRoleSchema,
});
const issuerFields = {
  name: z.string().trim().min(1).max(100),
  /** Where `.well-known/openid-configuration` is below. */
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().trim().min(1).max(500),
  scopes: z.string().trim().max(500).default("openid profile email"),
  /** Of these the user name here is made. */
  usernameClaim: z.string().trim().min(1).max(100).default("preferred_username"),
  groupsClaim: z.string().trim().min(1).max(100).default("groups"),
  groups: z.array(groupRule).max(1000).default([]),
  /** Whether who is in none of these groups gets in, and sees what is public. */
  admitAll: z.boolean().default(false),
  enabled: z.boolean().default(true),
};
export const issuerCreateSchema = z.object({
  ...issuerFields,
  /** Absent: a public client, with PKCE alone. */
  clientSecret: z.string().min(1).max(5000).optional(),
});
export const issuerUpdateSchema = z.object({
  name: issuerFields.name.optional(),
  issuer: issuerFields.issuer.optional(),
  clientId: issuerFields.clientId.optional(),
  /** Null forgets it. */
  clientSecret: z.string().min(1).max(5000).nullable().optional(),
  scopes: issuerFields.scopes.unwrap().optional(),
  usernameClaim: issuerFields.usernameClaim.unwrap().optional(),
  groupsClaim: issuerFields.groupsClaim.unwrap().optional(),
  groups: issuerFields.groups.unwrap().optional(),
  admitAll: z.boolean().optional(),
  enabled: z.boolean().optional(),
});
export const issuerSchema = z.object({
  id: idSchema,
  ...issuerFields,
  scopes: z.string(),
  usernameClaim: z.string(),
  groupsClaim: z.string(),
  groups: z.array(groupRule),
  admitAll: z.boolean(),
  enabled: z.boolean(),
  /** Whether a client secret is kept. */
  hasSecret: z.boolean(),
  /** To be named at the issuer. */
  redirectUri: z.string(),
  people: z.int(),
  createdAt: timeSchema,
});
export type Issuer = z.infer<typeof issuerSchema>;
export const issuerListSchema = z.object({
  items: z.array(issuerSchema),
  /** To be named at an issuer before it is added here. */
  redirectUri: z.string(),
});
/** What its discovery answered. */
export const issuerTestSchema = z.object({
  passed: z.boolean(),
  detail: z.string(),
});
