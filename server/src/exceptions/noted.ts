import type { Exception } from "@plimsoll/api";

/** What the audit tells of an exception. */
export function notedException(exception: Exception) {
  const { vulnerability, package: name, scope, reason, justification, expires } = exception;
  return { vulnerability, package: name, scope, reason, justification, expires };
}

export function asTarget(exception: Exception) {
  const { id, vulnerability, package: name } = exception;
  return { kind: "exception", id, name: name ? `${vulnerability} in ${name}` : vulnerability };
}
