import type { ReportFinding } from "@plimsoll/api";

/**
 * Names one finding of a report in an address: the vulnerability, to read and to search by, and a
 * short hash of the package that has it, since many packages can have the same.
 */
export function findingKey({ id, artifactId, package: found }: ReportFinding): string {
  const where = JSON.stringify([artifactId, found.purl, found.path]);
  return `${id}~${hash(where)}`;
}

export function vulnerabilityOf(key: string): string {
  return key.split("~")[0] ?? key;
}

/** FNV-1a, 32 bits: short and stable; http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(36);
}
