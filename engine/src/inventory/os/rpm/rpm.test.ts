import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  bdbDatabase,
  ndbDatabase,
  type RpmSample,
  rpmHeader,
  sqliteDatabase,
} from "../../../../test/build-rpm.ts";
import { defaultLimits } from "../../../limits.ts";
import { rpm, staleDatabases } from "./rpm.ts";

const formats: readonly (readonly [file: string, make: (headers: readonly Buffer[]) => Buffer])[] =
  [
    ["var/lib/rpm/rpmdb.sqlite", sqliteDatabase],
    ["usr/lib/sysimage/rpm/rpmdb.sqlite", (headers) => sqliteDatabase(headers, 512)],
    ["usr/share/rpm/rpmdb.sqlite", (headers) => sqliteDatabase(headers, 65536)],
    ["usr/lib/sysimage/rpm/Packages.db", ndbDatabase],
    ["var/lib/rpm/Packages", bdbDatabase],
    ["usr/share/rpm/Packages", (headers) => bdbDatabase(headers, "BE")],
  ];

const bash: RpmSample = {
  name: "bash",
  version: "5.1.8",
  release: "6.el9_1",
  arch: "x86_64",
  vendor: "Red Hat, Inc.",
  license: "GPLv3+",
  source: "bash-5.1.8-6.el9_1.src.rpm",
};
const nodejs: RpmSample = {
  name: "npm",
  version: "8.19.4",
  release: "1.16.20.1.1.module+el8",
  epoch: 1,
  arch: "x86_64",
  vendor: "Red Hat, Inc.",
  license: "MIT and ASL 2.0 and ISC",
  source: "nodejs-16.20.1-1.module+el8.src.rpm",
  modularity: "nodejs:16:8080020230718194735:63b34585",
  files: {
    "/usr/bin/npm": 0o120777,
    "/usr/bin/node": 0o100755,
    "/usr/lib/libnode.so.93": 0o100755,
    "/usr/lib/node_modules/npm/package.json": 0o100644,
    "/usr/lib/node_modules/npm/index.js": 0o100644,
    "/usr/lib/node_modules": 0o040755,
  },
};
const key: RpmSample = { name: "gpg-pubkey", version: "fd431d51", release: "4ae0493b" };

describe("a database of RPMs", () => {
  it.each(formats)("%s", (path, make) => {
    expect(rpm.wants(path)).toBe(true);
    expect(rpm.read(make([bash, key, nodejs].map(rpmHeader)), path)).toEqual({
      packages: [
        {
          name: "bash",
          version: "5.1.8-6.el9_1",
          type: "rpm",
          source: { name: "bash", version: "5.1.8-6.el9_1" },
          architecture: "x86_64",
          licenses: ["GPL-3.0-or-later"],
          maintainer: "Red Hat, Inc.",
        },
        {
          name: "npm",
          version: "1:8.19.4-1.16.20.1.1.module+el8",
          type: "rpm",
          source: { name: "nodejs", version: "1:16.20.1-1.module+el8" },
          architecture: "x86_64",
          licenses: ["MIT AND Apache-2.0 AND ISC"],
          maintainer: "Red Hat, Inc.",
          modularity: "nodejs:16:8080020230718194735:63b34585",
        },
      ],
      owns: [{ package: "npm", paths: ["usr/bin/node", "usr/lib/node_modules/npm/package.json"] }],
      faults: [],
    });
  });

  it.each(formats)("%s with headers over many pages", (path, make) => {
    const many = Array.from({ length: 60 }, (_, index) =>
      rpmHeader({
        name: `package-${index}`,
        files: Object.fromEntries(
          Array.from({ length: 200 }, (_, file) => [`/usr/bin/${index}-${file}`, 0o100755]),
        ),
      }),
    );
    const { packages, owns, faults } = rpm.read(make(many), path);
    expect(faults).toEqual([]);
    expect(packages).toHaveLength(60);
    expect(owns?.flatMap(({ paths }) => paths)).toHaveLength(60 * 200);
  });

  it.each([
    "var/lib/rpm/Name",
    "var/lib/rpm/Packages.db-journal",
    "srv/rpm/Packages",
    "x/var/lib/rpm/Packages",
    "usr/share/rpm/x/rpmdb.sqlite",
  ])("is not %s", (path) => {
    expect(rpm.wants(path)).toBe(false);
  });

  it("leaves out files that are not installed", () => {
    const { packages, owns } = rpm.read(
      sqliteDatabase([rpmHeader({ name: "a", files: { "/usr/share/x": 0o100644 } })]),
      "var/lib/rpm/rpmdb.sqlite",
    );
    expect([packages?.length, owns]).toEqual([1, []]);
  });

  it("gives way to the newer one in its folder", () => {
    expect(
      staleDatabases([
        "var/lib/rpm/Packages",
        "var/lib/rpm/rpmdb.sqlite",
        "usr/share/rpm/Packages.db",
      ]).map(({ path }) => path),
    ).toEqual(["var/lib/rpm/Packages"]);
  });
});

describe("a damaged database of RPMs", () => {
  it.each(formats)("%s, cut short, gives what is whole and says so", (path, make) => {
    const whole = make(
      [bash, nodejs].map(rpmHeader).concat(rpmHeader({ name: "x", license: "y".repeat(9000) })),
    );
    const { packages, faults } = rpm.read(whole.subarray(0, whole.length * 0.3), path);
    expect(packages?.length).toBeLessThan(3);
    expect(faults).toEqual([
      expect.stringMatching(/a damaged database of RPMs, of which \d packages/),
    ]);
  });

  it.each(formats)("%s ends, whatever its bytes say", (path, make) => {
    const whole = make([bash, nodejs, key].map(rpmHeader));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const { packages, faults } = rpm.read(bytes, path);
          expect(packages?.length).toBeLessThan(10);
          expect(faults?.length).toBeLessThan(2);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(formats)("%s of any bytes is refused", (path) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => {
        const { packages, faults } = rpm.read(Buffer.from(bytes), path);
        expect([packages, faults?.length]).toEqual([[], 1]);
      }),
      { numRuns: 50 },
    );
  });

  it("stops where headers overlap, which few bytes could repeat without end", () => {
    const database = ndbDatabase(Array.from({ length: 200 }, () => rpmHeader(nodejs)));
    const first = database.readUInt32LE(32 + 8);
    for (let slot = 1; slot < 200; slot++) database.writeUInt32LE(first, 32 + 16 * slot + 8);
    const cut = database.subarray(0, first * 16 + 2000);
    expect(rpm.read(cut, "var/lib/rpm/Packages.db").faults).toEqual([
      expect.stringContaining("overlap"),
    ]);
  });

  it("stops where pages lead in circles", () => {
    const database = bdbDatabase([rpmHeader({ name: "x", license: "y".repeat(9000) })]);
    database.writeUInt32LE(2, 2 * 4096 + 16);
    expect(rpm.read(database, "var/lib/rpm/Packages").faults).toEqual([
      expect.stringContaining("used twice"),
    ]);
  });

  it("stops at the limit of packages", () => {
    const database = sqliteDatabase([bash, nodejs].map(rpmHeader));
    const { packages, faults } = rpm.read(database, "var/lib/rpm/rpmdb.sqlite", {
      ...defaultLimits,
      layerPackages: 1,
    });
    expect(packages).toHaveLength(1);
    expect(faults).toEqual([expect.stringContaining("layerPackages")]);
  });
});

const tools = ["rpm", "rpmbuild"].every((tool) => runs(tool, "--version"));
if (!tools) console.warn("rpm is not installed: its own databases are not read here");

describe.runIf(tools)("databases that RPM itself has written", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-rpm-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are read as RPM reads them", () => {
    const spec = `Name: sample\nEpoch: 2\nVersion: 1.4\nRelease: 3.el9\nSummary: x\nLicense: GPLv2+ and MIT\nVendor: Red Hat, Inc.\nBuildArch: noarch\n%description\nx\n%install\nmkdir -p %{buildroot}/opt/a\ntouch %{buildroot}/opt/a/{1..300}\ntouch %{buildroot}/opt/a/program\nchmod 755 %{buildroot}/opt/a/program\n%files\n/opt\n`;
    writeFileSync(join(folder, "sample.spec"), spec);
    const quiet = { stdio: "pipe", encoding: "utf8" } as const;
    execFileSync(
      "rpmbuild",
      ["--quiet", "-bb", "--define", `_topdir ${folder}`, join(folder, "sample.spec")],
      quiet,
    );
    const database = join(folder, "db");
    mkdirSync(database);
    const place = ["--root", "/", "--dbpath", database, "--define", "_db_backend sqlite"];
    const built = join(folder, "RPMS/noarch/sample-1.4-3.el9.noarch.rpm");
    execFileSync("rpm", [...place, "-i", "--justdb", "--nodeps", built], quiet);
    const told = execFileSync(
      "rpm",
      [...place, "-qa", "--qf", "%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\n"],
      quiet,
    );
    const { packages, owns, faults } = rpm.read(
      readFileSync(join(database, "rpmdb.sqlite")),
      "var/lib/rpm/rpmdb.sqlite",
    );
    expect(told).toBe("sample 2:1.4-3.el9 noarch sample-1.4-3.el9.src.rpm\n");
    expect(packages).toMatchObject([
      {
        name: "sample",
        version: "2:1.4-3.el9",
        architecture: "noarch",
        source: { name: "sample", version: "2:1.4-3.el9" },
        licenses: ["GPL-2.0-or-later AND MIT"],
      },
    ]);
    expect([owns, faults]).toEqual([[{ package: "sample", paths: ["opt/a/program"] }], []]);
  }, 60_000);
});

function runs(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
