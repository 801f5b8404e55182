import { findingSchema } from "@plimsoll/api";
import { describe, expect, it } from "vitest";
import { trivyFault } from "./failures.ts";
import { readReport } from "./report.ts";

const layers = [
  { index: 0, digest: "sha256:a", diffId: "sha256:A", command: "ADD" },
  { index: 1, digest: "sha256:b", diffId: "sha256:B", command: "RUN" },
];
const flaw = { VulnerabilityID: "CVE-2026-1", PkgName: "zlib", InstalledVersion: "1.2" };
const read = (more: object, result: object = { Class: "os-pkgs", Type: "debian" }) =>
  readReport({ Results: [{ ...result, Vulnerabilities: [{ ...flaw, ...more }] }] }, layers);

describe("Trivy's report", () => {
  it("keeps all that it says of a finding", () => {
    const { findings } = read({
      VendorIDs: ["DSA-1"],
      PkgIdentifier: { PURL: "pkg:deb/debian/zlib1g@1.2?arch=amd64" },
      FixedVersion: "1.3",
      Status: "fixed",
      Layer: { DiffID: "sha256:B" },
      SeveritySource: "debian",
      PrimaryURL: "https://avd/1",
      DataSource: { ID: "debian", Name: "Debian Security Tracker" },
      Title: "a title",
      Description: "words",
      Severity: "HIGH",
      CweIDs: ["CWE-1"],
      CVSS: {
        nvd: { V2Vector: "AV:N", V2Score: 5, V3Vector: "CVSS:3.1/N", V3Score: 9.8 },
        ghsa: { V40Vector: "CVSS:4.0/G", V40Score: 9.1 },
        empty: { V3Score: 1 },
      },
      References: ["https://avd/1", "https://b"],
      PublishedDate: "2026-01-02T03:04:05Z",
      LastModifiedDate: "2026-02-03T00:00:00Z",
    });
    expect(findings).toEqual([
      {
        id: "CVE-2026-1",
        aliases: ["DSA-1"],
        title: "a title",
        description: "words",
        severity: "high",
        severitySource: "debian",
        status: "fixed",
        package: {
          name: "zlib",
          version: "1.2",
          type: "deb",
          purl: "pkg:deb/debian/zlib1g@1.2?arch=amd64",
          path: null,
        },
        fixedVersions: ["1.3"],
        layer: layers[1],
        cvss: { score: 9.8, vector: "CVSS:3.1/N" },
        cvssScores: [
          { version: "2", score: 5, vector: "AV:N", source: "nvd" },
          { version: "3", score: 9.8, vector: "CVSS:3.1/N", source: "nvd" },
          { version: "4", score: 9.1, vector: "CVSS:4.0/G", source: "ghsa" },
        ],
        cwes: ["CWE-1"],
        kev: false,
        epss: null,
        published: "2026-01-02",
        modified: "2026-02-03",
        references: ["https://avd/1", "https://b"],
        source: "Debian Security Tracker",
        why: "Trivy: zlib 1.2 < 1.3 (Debian Security Tracker)",
      },
    ]);
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
  });

  it.each([
    ["fixed", "1.3", "fixed", ["1.3"]],
    ["fixed", "1.3, 2.0.1", "fixed", ["1.3", "2.0.1"]],
    ["affected", "", "affected", []],
    ["under_investigation", "", "under_investigation", []],
    ["will_not_fix", "", "will_not_fix", []],
    ["fix_deferred", "", "fix_deferred", []],
    ["end_of_life", "", "end_of_life", []],
    ["unknown", "1.3", "fixed", ["1.3"]],
    [undefined, undefined, "affected", []],
  ])(
    "tells from the status %s and the fix %j: %s",
    (Status, FixedVersion, status, fixedVersions) => {
      expect(read({ Status, FixedVersion }).findings).toMatchObject([{ status, fixedVersions }]);
    },
  );

  it.each([
    ["a jar", { PkgPath: "app/x.jar" }, { Class: "lang-pkgs", Target: "Java" }, "app/x.jar"],
    [
      "a lock file",
      {},
      { Class: "lang-pkgs", Target: "app/package-lock.json" },
      "app/package-lock.json",
    ],
    ["packages found one by one", {}, { Class: "lang-pkgs", Target: "Node.js" }, null],
    ["the system's", {}, { Class: "os-pkgs", Target: "host/app (debian 12)" }, null],
  ])("names the file of %s", (_, more, result, path) => {
    expect(read(more, result).findings[0]?.package.path).toBe(path);
  });

  it("counts packages, and tells the distribution", () => {
    const Results = [{ Packages: [{}, {}] }, { Packages: [{}] }, { Packages: null }];
    const Metadata = { OS: { Family: "alpine", Name: "3.18.9" } };
    expect(readReport({ Metadata, Results }, layers)).toEqual({
      os: { family: "alpine", version: "3.18.9", name: "alpine 3.18.9" },
      packages: 3,
      findings: [],
    });
  });

  it.each([
    {},
    { Results: null },
    { Results: [null, 1, { Vulnerabilities: [null, {}, { VulnerabilityID: 1 }] }] },
  ])("bears one that says nothing: %j", (body) => {
    expect(readReport(body, layers).findings).toEqual([]);
  });
});

describe("what Trivy's last words mean", () => {
  const downloading =
    "init error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download artifact from mirror.example/db:2: ";
  const remote =
    'image scan error: unable to find the specified image "r.example/a@sha256:429401db" in ["remote"]: ';
  it.each([
    [
      "unable to initialize fs cache: cache may be in use by another process: timeout",
      "scanner-failed",
      /Another Trivy/,
    ],
    [
      `${downloading}GET https://mirror.example/v2/: TOOMANYREQUESTS: retry-after: 1ms`,
      "scanner-limited",
      /mirror/,
    ],
    [
      `${downloading}Get "https://mirror.example/v2/": dial tcp: connect: connection refused`,
      "scanner-not-ready",
      /cannot get/,
    ],
    [
      `${downloading}x509: certificate signed by unknown authority`,
      "scanner-not-ready",
      /cannot get/,
    ],
    [
      "init error: DB error: database error: --skip-db-update cannot be specified on the first run",
      "scanner-not-ready",
      /no usable/,
    ],
    [
      "init error: DB error: error in vulnerability DB initialize: failed to open db: invalid database",
      "scanner-not-ready",
      /no usable/,
    ],
    [
      "unable to fetch missing layers: twirp error unauthenticated: invalid token",
      "scanner-credentials",
      /token/,
    ],
    ["scan failed: twirp error unknown: failed scan: no such row", "scanner-failed", /server/],
    [
      `${remote}GET https://r.example/v2/a: UNAUTHORIZED: authentication required`,
      "unauthorized",
      /refused/,
    ],
    [`${remote}unexpected status code 403 Forbidden`, "unauthorized", /refused/],
    [`${remote}GET: TOOMANYREQUESTS: rate limit`, "rate-limited", /registry/],
    [`${remote}GET: MANIFEST_UNKNOWN: manifest unknown`, "not-found", /removed/],
    [`${remote}dial tcp: connect: connection refused`, "unreachable", /cannot reach/],
    [
      `${remote}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
      "certificate",
      /trust/,
    ],
    ["write /cache/fanal/fanal.db: no space left on device", "scanner-failed", /full/],
    ["image scan error: context deadline exceeded", "scanner-slow", /time/],
    ["walk error: failed to extract the archive: unexpected EOF", "layer-invalid", /damaged/],
    ["unknown flag: --list-all-pkgs", "scanner-answer", /too old/],
    ["something else", "scanner-failed", /log/],
    ["", "scanner-failed", /log/],
  ])("%s", (said, code, hint) => {
    expect(trivyFault({ code: 1, killedBy: null }, said)).toMatchObject({
      code,
      hint: expect.stringMatching(hint),
    });
  });

  it("nothing, when the system ended it", () => {
    const error = trivyFault({ code: null, killedBy: "SIGKILL" }, "");
    expect(error).toMatchObject({
      code: "scanner-failed",
      hint: expect.stringContaining("memory"),
    });
  });
});
