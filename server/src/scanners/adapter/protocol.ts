/** https://github.com/goharbor/pluggable-scanner-spec, 1.0 to 1.2: what adapters and their clients say to each other. */
export const mediaTypes = {
  metadata: "application/vnd.scanner.adapter.metadata+json; version=1.0",
  scanRequest: "application/vnd.scanner.adapter.scan.request+json; version=1.0",
  scanResponse: "application/vnd.scanner.adapter.scan.response+json; version=1.0",
} as const;

/** The reports that can be read, the best first; both have the same body. */
export const reportTypes = [
  "application/vnd.security.vulnerability.report; version=1.1",
  "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
] as const;

export const properties = {
  databaseDate: "harbor.scanner-adapter/vulnerability-database-updated-at",
  authorization: "harbor.scanner-adapter/registry-authorization-type",
} as const;

/** Media types are written with and without spaces, quotes and capitals. */
export function sameType(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(type: string): string {
  return type.toLowerCase().replace(/[\s"]/g, "");
}
