import { randomUUID } from "node:crypto";
import { type Artifact, mimes, now, type Outcome, type Scanner } from "./model.ts";

/** A healthy one that finds what is invented. */
export function scannerNamed(name: string, isDefault: boolean): Scanner {
  return {
    uuid: randomUUID(),
    name,
    url: `http://${name.toLowerCase()}.invalid:8080`,
    auth: "",
    credential: "",
    disabled: false,
    isDefault,
    healthy: true,
    adapter: name,
    vendor: "Testkit",
    version: "1.2.3",
    databaseDate: "2026-11-20T06:00:00.000Z",
    consumes: [
      "application/vnd.oci.image.manifest.v1+json",
      "application/vnd.docker.distribution.manifest.v2+json",
    ],
    produces: Object.values(mimes),
    scan: inventedFindings,
    created: now(),
  };
}

/** Of vulnerabilities that do not exist; some more for some images. */
function inventedFindings({ digest }: Artifact): Outcome {
  const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  const more = Number.parseInt(digest.slice(-1), 16) % 3;
  return {
    findings: [
      {
        id: "CVE-2099-0001",
        package: "openssl",
        version: "3.0.11-1",
        fix_version: "3.0.14-1",
        severity: "Critical",
        status: "fixed",
        description: "Invented.",
        links: ["https://example.invalid/CVE-2099-0001"],
        cwe_ids: ["CWE-787"],
        score: 9.8,
        vector,
      },
      {
        id: "CVE-2099-0002",
        package: "openssl",
        version: "3.0.11-1",
        fix_version: "",
        severity: "High",
        status: "affected",
        score: 7.5,
        vector,
      },
      {
        id: "CVE-2099-0003",
        package: "zlib",
        version: "1.2.13",
        fix_version: "",
        severity: "None",
        cwe_ids: [""],
      },
      ...Array.from({ length: more }, (_, at) => ({
        id: `CVE-2099-01${at}0`,
        package: "busybox",
        version: "1.36.1",
        fix_version: "1.36.2",
        severity: "Medium" as const,
      })),
    ],
  };
}
