/** Names the workspace that a request is made in; who is a member of none, or administers the platform, needs none. */
export const workspaceHeader = "plimsoll-workspace";

/** Where the console takes one, with the token behind `#`, so that no server's log has it. */
export const invitationPagePath = "/invitation";

/** `GET` gives all that match as a file; not a JSON route. */
export const auditExportPath = "/audit/export";

export const apiPrefix = "/api/v1";

/** Server-sent events of type `PlimsollEvent`; not a JSON route, so not in the table. */
export const eventsPath = `${apiPrefix}/events`;

/** `GET` gives a file; not a JSON route, so not in the table. */
export function exportPath(artifactId: string): string {
  return `/artifacts/${artifactId}/export`;
}

/** `GET` goes to the issuer, and from there back to `returnTo`, a path of the console; not a JSON route. */
export function ssoPath(issuerId: string): string {
  return `/sso/${issuerId}/start`;
}
