import { z } from "zod";
import { roles, tokenScopes, workspaceRoles } from "./vocabulary.ts";

export const workspaceRoleSchema = z.enum(workspaceRoles);
export type WorkspaceRole = z.infer<typeof workspaceRoleSchema>;

export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const tokenScopeSchema = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

type Rule = {
  /** The least role that may. */
  readonly least: Role;
  /** What a token has to be for; null: no token may, a person has to be there. */
  readonly scope: TokenScope | null;
};

/**
 * Who may do what. What is allowed at all is said here; on which images, registries and settings is a matter of what
 * the acting workspace sees and owns.
 */
export const permissions = {
  /** Images, reports, scans and their logs, verdicts, and what decides on them. */
  "results.read": { least: "viewer", scope: "read" },
  "results.export": { least: "viewer", scope: "read" },
  /** One's own name, sessions, password and second factor. */
  "account.own": { least: "viewer", scope: null },
  /** Which workspace one acts in, and as what. */
  "session.read": { least: "viewer", scope: "read" },
  "tokens.own": { least: "viewer", scope: null },
  "verdicts.ask": { least: "viewer", scope: "scan" },
  /** Start and stop scans. */
  "scans.run": { least: "editor", scope: "scan" },
  "exceptions.edit": { least: "workspace-administrator", scope: "administer" },
  "policies.edit": { least: "workspace-administrator", scope: "administer" },
  "schedules.edit": { least: "workspace-administrator", scope: "administer" },
  /** With where they send to, which is not for everyone. */
  "channels.edit": { least: "workspace-administrator", scope: "administer" },
  /** Of a workspace its own; of the platform by its administrators. */
  "registries.edit": { least: "workspace-administrator", scope: "administer" },
  /** Of programs, which belong to a workspace and not to a person. */
  "machine-tokens.edit": { least: "workspace-administrator", scope: null },
  /** Of a workspace what was done in it. */
  "audit.read": { least: "workspace-administrator", scope: "administer" },
  "members.read": { least: "workspace-administrator", scope: "administer" },
  "scanners.edit": { least: "administrator", scope: "administer" },
  "database.edit": { least: "administrator", scope: "administer" },
  "admission.edit": { least: "administrator", scope: "administer" },
  /** What the service was started with: paths and hosts of its machine are not for everyone. */
  "settings.read": { least: "administrator", scope: "administer" },
  /** Workspaces, and which spaces each sees. */
  "workspaces.edit": { least: "administrator", scope: "administer" },
  "people.edit": { least: "administrator", scope: null },
  /** Issuers of single sign-on. */
  "issuers.edit": { least: "administrator", scope: null },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]];

export function mayRole(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(permissions[permission].least);
}

export function mayScope(scope: TokenScope, permission: Permission): boolean {
  const needed = permissions[permission].scope;
  return needed !== null && tokenScopes.indexOf(scope) >= tokenScopes.indexOf(needed);
}
