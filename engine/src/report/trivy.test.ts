import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cases, flaw, lodash, scores, whole, write } from "../../test/reported.ts";
import { layers } from "../../test/scan-results.ts";
import type { ScanResult } from "../scan.ts";

describe("trivy", () => {
  const trivyOf = (result: ScanResult) => JSON.parse(write("trivy", result));

  it("has Trivy's targets, classes and types, and all packages", () => {
    const { Results, ...rest } = trivyOf(whole);
    expect(rest).toMatchObject({
      SchemaVersion: 2,
      ArtifactType: "container_image",
      Metadata: {
        OS: { Family: "debian", Name: "12.5" },
        ImageID: whole.image.configDigest,
        DiffIDs: layers.map(({ diffId }) => diffId),
        RepoTags: ["registry.example.com/shop/web:1.4"],
        RepoDigests: [`registry.example.com/shop/web@${whole.image.digest}`],
        ImageConfig: { architecture: "amd64", os: "linux" },
      },
    });
    expect(Results).toMatchObject([
      {
        Target: "registry.example.com/shop/web:1.4 (debian 12.5)",
        Class: "os-pkgs",
        Type: "debian",
        Packages: [
          {
            Name: "libssl3",
            Version: "3.0.1",
            Release: "2",
            Epoch: 1,
            SrcName: "openssl",
            SrcEpoch: 1,
          },
        ],
      },
      {
        Target: "Node.js",
        Class: "lang-pkgs",
        Type: "node-pkg",
        Packages: [{ FilePath: lodash.path }, { FilePath: "b/package.json" }],
      },
      {
        Target: "usr/bin/a",
        Class: "lang-pkgs",
        Type: "gobinary",
        Packages: [{ Name: "example.com/a" }],
        ExperimentalModifiedFindings: [
          {
            Type: "vulnerability",
            Status: "not_affected",
            Source: "web.vex.json",
            Finding: { VulnerabilityID: "CVE-2026-2" },
          },
        ],
      },
    ]);
    expect(Results[2].Vulnerabilities).toBeUndefined();
    expect(Results[0].Vulnerabilities).toEqual([
      {
        VulnerabilityID: "CVE-2026-1",
        VendorIDs: ["DSA-1-1"],
        PkgID: "libssl3@1:3.0.1-2",
        PkgName: "libssl3",
        PkgIdentifier: Results[0].Packages[0].Identifier,
        InstalledVersion: "1:3.0.1-2",
        FixedVersion: "1:3.0.2-1, 1:3.1.0-1",
        Status: "fixed",
        Layer: { Digest: layers[0].digest, DiffID: layers[0].diffId },
        SeveritySource: "nvd",
        PrimaryURL: "https://nvd.nist.gov/vuln/detail/CVE-2026-1",
        DataSource: { ID: "ghsa", Name: "GitHub Advisory Database" },
        Title: "Overflow in\n TLS",
        Description: "Long story.",
        Severity: "CRITICAL",
        CweIDs: ["CWE-79"],
        VendorSeverity: { nvd: 4 },
        CVSS: {
          nvd: { V2Vector: scores[0].vector, V2Score: 5, V3Vector: scores[1].vector, V3Score: 9.8 },
          ghsa: {
            V40Vector: scores[2].vector,
            V40Score: 8.7,
            V3Vector: "not a vector",
            V3Score: 1,
          },
        },
        References: flaw.references,
        PublishedDate: "2026-01-02T00:00:00Z",
        LastModifiedDate: "2026-02-03T00:00:00Z",
      },
    ]);
    expect(Results[1].Vulnerabilities).toMatchObject([
      { Severity: "LOW", PkgPath: lodash.path },
      {},
    ]);
  });

  it("gives each package an identifier of its own", () => {
    const { Results } = trivyOf(whole);
    const ids = Results.flatMap((one: { Packages: { Identifier: { UID: string } }[] }) =>
      one.Packages.map(({ Identifier }) => Identifier.UID),
    );
    expect(new Set(ids).size).toBe(4);
  });

  const real = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), "go/bin")]
    .map((folder) => join(folder, "trivy"))
    .find((path) => existsSync(path));
  describe.runIf(real)("read by the real Trivy", () => {
    it.each(cases)("with %s", (_, result) => {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
      try {
        const file = join(folder, "web.json");
        writeFileSync(file, write("trivy", result));
        const convert = (format: string) =>
          execFileSync(real ?? "", ["convert", "--quiet", "--format", format, file], {
            encoding: "utf8",
            env: { HOME: folder },
          });
        const back = JSON.parse(convert("json"));
        const flat = (report: {
          Results?: {
            Vulnerabilities?: {
              VulnerabilityID: string;
              PkgName: string;
              Status: string;
              Severity: string;
            }[];
          }[];
        }) =>
          (report.Results ?? [])
            .flatMap((one) => one.Vulnerabilities ?? [])
            .map((one) => [
              one.VulnerabilityID,
              one.PkgName.toWellFormed(),
              one.Status,
              one.Severity,
            ])
            .sort();
        expect(flat(back)).toEqual(flat(trivyOf(result)));
        expect(flat(back)).toHaveLength(result.findings.length);
        const table = convert("table");
        for (const { id } of result.findings) expect(table).toContain(id);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
