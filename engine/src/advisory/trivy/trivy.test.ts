import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advisory, databaseOf } from "../../../test/made-database.ts";
import type { Advisory } from "../database.ts";
import { openTrivyDatabase } from "./open.ts";
import { writeTrivyDatabase } from "./write.ts";

const gopath = spawnSync("go", ["env", "GOPATH"], { encoding: "utf8" }).stdout?.trim();
const env = {
  ...process.env,
  PATH: [process.env.PATH, ...(gopath ? [join(gopath, "bin")] : [])].join(delimiter),
};
const installed = spawnSync("trivy", ["--version"], { env }).status === 0;

type Found = {
  readonly VulnerabilityID: string;
  readonly VendorIDs?: readonly string[];
  readonly PkgName: string;
  readonly FixedVersion?: string;
  readonly Status?: string;
  readonly Severity: string;
  readonly SeveritySource?: string;
  readonly Title?: string;
};

const root = {
  alpine: {
    "etc/os-release": 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
    "etc/apk/repositories": "https://example.com/alpine/v3.20/main\n",
    "lib/apk/db/installed": [
      "C:Q1\nP:libcrypto3\nV:3.3.2-r0\nA:x86_64\no:openssl\n",
      "C:Q1\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\n",
    ].join("\n"),
    "app/node_modules/left/package.json": '{"name":"Left","version":"1.5.0","license":"MIT"}',
    "usr/lib/python3/some_thing-2.0.dist-info/METADATA":
      "Metadata-Version: 2.1\nName: some_thing\nVersion: 2.0\n",
    "usr/lib/python3/dot.ted-2.0.dist-info/METADATA":
      "Metadata-Version: 2.1\nName: dot.ted\nVersion: 2.0\n",
  },
  debian: {
    "etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n',
    "etc/debian_version": "12.5\n",
    "var/lib/dpkg/status": [
      "Package: libssl3",
      "Status: install ok installed",
      "Architecture: amd64",
      "Maintainer: Debian <debian@lists.debian.org>",
      "Source: openssl",
      "Version: 3.0.11-1",
      "",
    ].join("\n"),
  },
};

const ranges = (...some: Advisory["ranges"]) => ({ ranges: some });
const database = databaseOf({
  "Alpine:v3.20": {
    openssl: [
      advisory("ALPINE-CVE-2024-1001", {
        ...ranges({ fixed: "3.3.6-r0" }),
        severity: "high",
        severitySource: "NVD",
        title: "a title",
      }),
      advisory("CVE-2024-1002", ranges({ fixed: "3.3.2-r0" })),
      advisory("CVE-2024-1003", ranges({ introduced: "3.3.3-r0", fixed: "3.4.0-r0" })),
    ],
  },
  "Debian:12": {
    openssl: [
      advisory("DSA-1-1", { aliases: ["CVE-2024-1001"], ...ranges({ fixed: "3.0.12-1" }) }),
      advisory("CVE-2024-1004", { status: "will_not_fix", severity: "low" }),
    ],
  },
  npm: {
    left: [
      advisory("GHSA-aaaa-bbbb-cccc", {
        aliases: ["CVE-2024-1005"],
        source: "GitHub Advisory Database",
        severity: "critical",
        ...ranges({ fixed: "1.0.0" }, { introduced: "1.2.0", fixed: "1.6.0" }),
      }),
      advisory("GHSA-dddd-eeee-ffff", ranges({ introduced: "1.5.1" })),
      advisory("GHSA-gggg-hhhh-iiii"),
    ],
  },
  PyPI: {
    "some-thing": [advisory("PYSEC-2024-1", { versions: ["2.0"] })],
    "dot-ted": [advisory("PYSEC-2024-2", { versions: ["2.0"] })],
  },
});

describe.runIf(installed)("the real Trivy", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
    const now = new Date();
    const times = { updatedAt: now, nextUpdate: new Date(now.getTime() + 86_400_000) };
    await writeTrivyDatabase(join(folder, "cache", "db"), [database], times);
    for (const [name, files] of Object.entries(root))
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), text);
      }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function scan(name: keyof typeof root): string[] {
    const output = join(folder, `${name}.json`);
    const ways = [
      "--skip-db-update",
      "--skip-java-db-update",
      "--skip-version-check",
      "--offline-scan",
    ];
    const args = ["rootfs", ...ways, "--scanners", "vuln", "--cache-dir", join(folder, "cache")];
    const run = spawnSync(
      "trivy",
      [...args, "--format", "json", "-o", output, join(folder, name)],
      {
        env,
        encoding: "utf8",
      },
    );
    expect([run.status, run.stderr]).toEqual([0, expect.not.stringMatching(/ERROR|FATAL/)]);
    const { Results } = JSON.parse(readFileSync(output, "utf8")) as {
      Results: { Vulnerabilities?: Found[] }[];
    };
    return Results.flatMap(({ Vulnerabilities }) => Vulnerabilities ?? [])
      .map((one) =>
        [
          one.PkgName,
          one.VulnerabilityID,
          one.VendorIDs?.join() ?? "-",
          one.FixedVersion ?? "-",
          one.Status,
          one.Severity,
          one.SeveritySource ?? "-",
        ].join(" "),
      )
      .sort();
  }

  it("finds in an Alpine what the file says", () => {
    expect(scan("alpine")).toEqual([
      "Left CVE-2024-1005 GHSA-aaaa-bbbb-cccc 1.0.0, 1.6.0 fixed CRITICAL ghsa",
      "Left GHSA-gggg-hhhh-iiii - - affected UNKNOWN -",
      "dot.ted PYSEC-2024-2 - - affected UNKNOWN -",
      "libcrypto3 CVE-2024-1001 - 3.3.6-r0 fixed HIGH nvd",
      "some_thing PYSEC-2024-1 - - affected UNKNOWN -",
    ]);
  });

  it("finds in a Debian what the file says", () => {
    expect(scan("debian")).toEqual([
      "libssl3 CVE-2024-1001 DSA-1-1 3.0.12-1 fixed HIGH nvd",
      "libssl3 CVE-2024-1004 - - will_not_fix LOW debian",
    ]);
  });

  it("does not mind that the file is open beside it", () => {
    const open = openTrivyDatabase(join(folder, "cache", "db"));
    expect(scan("debian")).toHaveLength(2);
    expect(open.lookup("Debian:12", "openssl")).toHaveLength(2);
    open.close();
  });
});
