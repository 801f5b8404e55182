import { describe, expect, it } from "vitest";
import { advisory, database } from "../../test/build-image.ts";
import type { Advisory } from "../advisory/database.ts";
import type { OperatingSystem, PackageType } from "../inventory/package.ts";
import { type MatchedPackage, matchPackage } from "./match-package.ts";

const system = (family: string, release: string): OperatingSystem => ({
  family,
  release,
  version: release,
  name: `${family} ${release}`,
});

function installed(
  type: PackageType,
  name: string,
  version: string,
  more: Partial<MatchedPackage> = {},
): MatchedPackage {
  return {
    type,
    name,
    version,
    purl: `pkg:${type}/${name}@${version}`,
    path: "somewhere",
    source: null,
    architecture: "x86_64",
    licenses: [],
    maintainer: type === "rpm" ? "Red Hat, Inc." : null,
    ownedBy: null,
    ...more,
  };
}

const cve = "CVE-2024-0001";
const fixedIn = (fixed: string, more: Partial<Advisory> = {}) =>
  advisory({ id: cve, ranges: [{ fixed }], ...more });
const unfixed = advisory({ id: cve, ranges: [{}] });

/** The fixes that are found for a package by what is known under each name; null where nothing is found. */
function fixesOf(
  one: MatchedPackage,
  os: OperatingSystem | null,
  known: Record<string, readonly Advisory[]>,
  now = new Date("2026-11-26"),
): readonly string[] | null {
  const { findings, gap } = matchPackage(one, os, database(known), { now });
  expect(gap).toBeNull();
  return findings[0]?.fixedVersions ?? null;
}

describe("each distribution is looked up by its own rules", () => {
  it.each<[string, OperatingSystem, MatchedPackage, string, string]>([
    [
      "Alpine's origin",
      system("alpine", "3.20"),
      installed("apk", "libcrypto3", "3.3.1-r0", {
        source: { name: "openssl", version: "3.3.1-r0" },
      }),
      "Alpine:v3.20/openssl",
      "3.3.2-r0",
    ],
    [
      "Alpine's edge",
      system("alpine", "edge"),
      installed("apk", "zlib", "1.3-r0"),
      "Alpine:edge/zlib",
      "1.3-r1",
    ],
    [
      "Wolfi's origin, without a release",
      system("wolfi", "rolling"),
      installed("apk", "libssl3", "3.3.1-r0", { source: { name: "openssl", version: "3.3.1-r0" } }),
      "Wolfi/openssl",
      "3.3.1-r10",
    ],
    [
      "Chainguard's",
      system("chainguard", "rolling"),
      installed("apk", "zlib", "1.3-r0"),
      "Chainguard/zlib",
      "1.3-r1",
    ],
    [
      "MinimOS's",
      system("minimos", "rolling"),
      installed("apk", "zlib", "1.3-r0"),
      "MinimOS/zlib",
      "1.3-r1",
    ],
    [
      "Debian's source",
      system("debian", "12"),
      installed("deb", "libssl3", "9", { source: { name: "openssl", version: "3.0.9-1" } }),
      "Debian:12/openssl",
      "3.0.11-1~deb12u2",
    ],
    [
      "Ubuntu's source",
      system("ubuntu", "22.04"),
      installed("deb", "libssl3", "9", {
        source: { name: "openssl", version: "3.0.2-0ubuntu1.9" },
      }),
      "Ubuntu:22.04/openssl",
      "3.0.2-0ubuntu1.10",
    ],
    [
      "Echo's source",
      system("echo", "1"),
      installed("deb", "curl", "8.1-1"),
      "Echo/curl",
      "8.1-1+echo1",
    ],
    [
      "Red Hat's package",
      system("rhel", "9"),
      installed("rpm", "openssl-libs", "1:3.0.7-24.el9"),
      "Red Hat/openssl-libs",
      "1:3.0.7-27.el9",
    ],
    [
      "CentOS's package by Red Hat's",
      system("centos", "7"),
      installed("rpm", "openssl-libs", "1:1.0.2k-19.el7", { maintainer: "CentOS" }),
      "Red Hat/openssl-libs",
      "1:1.0.2k-26.el7_9",
    ],
    [
      "a module's package within its stream",
      system("rhel", "8"),
      installed("rpm", "npm", "1:8.19.2-1.module+el8", {
        modularity: "nodejs:18:8080020230922152541:63b34585",
      }),
      "Red Hat/nodejs:18::npm",
      "1:9.5.0-1.module+el8",
    ],
    [
      "AlmaLinux's package",
      system("almalinux", "9"),
      installed("rpm", "curl", "7.76.1-26.el9", { maintainer: "AlmaLinux" }),
      "AlmaLinux:9/curl",
      "7.76.1-29.el9_4",
    ],
    [
      "Rocky's package",
      system("rocky", "9"),
      installed("rpm", "curl", "7.76.1-26.el9", {
        maintainer: "Rocky Enterprise Software Foundation",
      }),
      "Rocky Linux:9/curl",
      "7.76.1-29.el9_4",
    ],
    [
      "Oracle's package",
      system("ol", "8"),
      installed("rpm", "curl", "7.61.1-22.el8", { maintainer: "Oracle America" }),
      "Oracle Linux:8/curl",
      "7.61.1-30.el8",
    ],
    [
      "Amazon's package",
      system("amzn", "2"),
      installed("rpm", "curl", "8.3.0-1.amzn2.0.4", { maintainer: "Amazon Linux" }),
      "Amazon Linux:2/curl",
      "8.3.0-1.amzn2.0.5",
    ],
    [
      "SUSE's package",
      system("sles", "15.5"),
      installed("rpm", "curl", "8.0.1-150400.5.32.1", {
        maintainer: "SUSE LLC <https://www.suse.com/>",
      }),
      "SUSE:Linux Enterprise 15.5/curl",
      "8.0.1-150400.5.41.1",
    ],
    [
      "SLE Micro's package",
      system("sle-micro", "5.3"),
      installed("rpm", "curl", "7.79-1", { maintainer: "SUSE LLC" }),
      "SUSE:Linux Enterprise Micro 5.3/curl",
      "7.79-2",
    ],
    [
      "Leap's package",
      system("opensuse-leap", "15.5"),
      installed("rpm", "curl", "8.0.1-1", { maintainer: "openSUSE" }),
      "openSUSE:Leap 15.5/curl",
      "8.0.1-2",
    ],
    [
      "Tumbleweed's package",
      system("opensuse-tumbleweed", "rolling"),
      installed("rpm", "curl", "8.0.1-1", { maintainer: "openSUSE" }),
      "openSUSE:Tumbleweed/curl",
      "8.0.1-2",
    ],
    [
      "Photon's source",
      system("photon", "4.0"),
      installed("rpm", "curl-libs", "7.86.0-1.ph4", {
        maintainer: "VMware, Inc.",
        source: { name: "curl", version: "7.86.0-1.ph4" },
      }),
      "Photon OS:4.0/curl",
      "7.86.0-2.ph4",
    ],
    [
      "Mariner's source",
      system("mariner", "2.0"),
      installed("rpm", "curl-libs", "8.0.1-1.cm2", {
        maintainer: "Microsoft Corporation",
        source: { name: "curl", version: "8.0.1-1.cm2" },
      }),
      "CBL-Mariner:2.0/curl",
      "8.0.1-2.cm2",
    ],
    [
      "Azure Linux's source",
      system("azurelinux", "3.0"),
      installed("rpm", "curl-libs", "8.8.0-1.azl3", {
        maintainer: "Microsoft Corporation",
        source: { name: "curl", version: "8.8.0-1.azl3" },
      }),
      "Azure Linux:3.0/curl",
      "8.8.0-2.azl3",
    ],
  ])("%s", (_, os, one, key, fix) => {
    expect(fixesOf(one, os, { [key]: [fixedIn(fix)] })).toEqual([fix]);
    const patched = {
      ...one,
      version: fix,
      ...(one.source ? { source: { ...one.source, version: fix } } : {}),
    };
    expect(fixesOf(patched, os, { [key]: [fixedIn(fix)] })).toBeNull();
  });

  it.each<[string, OperatingSystem, MatchedPackage, string, boolean]>([
    ["Debian", system("debian", "12"), installed("deb", "a", "1"), "Debian:12/a", true],
    ["Ubuntu", system("ubuntu", "24.04"), installed("deb", "a", "1"), "Ubuntu:24.04/a", true],
    ["Red Hat", system("rhel", "9"), installed("rpm", "a", "1-1"), "Red Hat/a", true],
    [
      "Azure Linux",
      system("azurelinux", "3.0"),
      installed("rpm", "a", "1-1"),
      "Azure Linux:3.0/a",
      true,
    ],
    ["Alpine", system("alpine", "3.20"), installed("apk", "a", "1-r0"), "Alpine:v3.20/a", false],
    ["Wolfi", system("wolfi", "rolling"), installed("apk", "a", "1-r0"), "Wolfi/a", false],
    ["AlmaLinux", system("almalinux", "9"), installed("rpm", "a", "1-1"), "AlmaLinux:9/a", false],
    ["Amazon", system("amzn", "2"), installed("rpm", "a", "1-1"), "Amazon Linux:2/a", false],
  ])("what has no fix counts for %s, or does not", (_, os, one, key, counts) => {
    expect(fixesOf(one, os, { [key]: [unfixed] })).toEqual(counts ? [] : null);
  });
});

it("a package that is in no module is not held against a module's fixes", () => {
  const podman = installed("rpm", "podman", "2:4.9.4-1.el9", { maintainer: "AlmaLinux" });
  const fixes = (...fixed: string[]) => ({
    "AlmaLinux:9/podman": [fixedIn("", { ranges: fixed.map((one) => ({ fixed: one })) })],
  });
  const os = system("almalinux", "9");
  expect(fixesOf(podman, os, fixes("3:5.0-1.module_el9.4.0+1+2"))).toBeNull();
  expect(fixesOf(podman, os, fixes("3:5.0-1.module_el9.4.0+1+2", "2:4.9.4-6.el9"))).toEqual([
    "2:4.9.4-6.el9",
  ]);
});

describe("Ubuntu's extended maintenance", () => {
  const known = {
    "Ubuntu:18.04/curl": [fixedIn("7.58.0-2ubuntu3.24")],
    "Ubuntu:Pro:18.04/curl": [fixedIn("7.58.0-2ubuntu3.24+esm5")],
  };
  const curl = installed("deb", "curl", "7.58.0-2ubuntu3.20");
  it.each<[string, boolean, string, string]>([
    [
      "is for images attached to it, once the release is out of support",
      true,
      "2026-01-01",
      "7.58.0-2ubuntu3.24+esm5",
    ],
    ["is not for others", false, "2026-01-01", "7.58.0-2ubuntu3.24"],
    ["is not for a release in support", true, "2023-05-31", "7.58.0-2ubuntu3.24"],
  ])("%s", (_, attached, now, fix) => {
    const os = {
      ...system("ubuntu", "18.04"),
      ...(attached ? { extendedSupport: true as const } : {}),
    };
    expect(fixesOf(curl, os, known, new Date(now))).toEqual([fix]);
  });
});

describe("Red Hat's advisories", () => {
  const os = system("rhel", "9");
  const products: Record<string, number[]> = {
    "rhel-9-for-x86_64-baseos-rpms": [1],
    "rhel-9-for-x86_64-appstream-rpms": [2],
    "rhocp-4.14-for-rhel-9-x86_64-rpms": [3],
    "ubi9-container-9.4-947-x86_64": [4],
  };
  const find = (one: MatchedPackage, advisories: Advisory[]) => {
    const known = database({ "Red Hat/curl": advisories });
    return matchPackage(one, os, { ...known, products: (_, name) => products[name] ?? [] });
  };
  const curl = (more: Partial<MatchedPackage> = {}) =>
    installed("rpm", "curl", "7.76.1-26.el9", more);
  const build = (contentSets: string[], nvr: string | null = null) => ({
    build: { contentSets, nvr },
  });

  it.each<[string, Partial<MatchedPackage>, number[] | null, boolean]>([
    ["of the default repositories, where the image does not say", {}, [2, 9], true],
    ["not of others", {}, [3], false],
    [
      "of the repositories it was built from",
      build(["rhocp-4.14-for-rhel-9-x86_64-rpms"]),
      [3],
      true,
    ],
    ["without the mark of the build", build(["rhocp-4.14-for-rhel-9-x86_64-rpms__9"]), [3], true],
    ["instead of the default ones", build(["rhocp-4.14-for-rhel-9-x86_64-rpms"]), [1], false],
    ["of the build by its name", build([], "ubi9-container-9.4-947-x86_64"), [4], true],
    ["that name no product", {}, null, true],
  ])("count %s", (_, more, about, found) => {
    const { findings } = find(curl(more), [fixedIn("7.76.1-29.el9", { products: about })]);
    expect(findings.length === 1).toBe(found);
  });

  it("fixed several times count by the last fix, and a fix before the word that there is none", () => {
    const fixes = [
      fixedIn("7.76.1-27.el9"),
      fixedIn("7.76.1-29.el9_4"),
      unfixed,
      fixedIn("7.76.1-28.el9"),
    ];
    expect(find(curl(), fixes).findings[0]?.fixedVersions).toEqual(["7.76.1-29.el9_4"]);
    expect(find({ ...curl(), version: "7.76.1-29.el9_4" }, fixes).findings).toEqual([]);
  });

  it.each([
    ["x86_64", true],
    ["aarch64", false],
    ["noarch", true],
  ])("for one architecture: a package of %s", (architecture, found) => {
    const only = [fixedIn("7.76.1-29.el9", { architectures: ["x86_64"] })];
    expect(find(curl({ architecture }), only).findings.length === 1).toBe(found);
  });

  it("say what is meant to be done where there is no fix", () => {
    const { findings } = find(curl(), [
      advisory({ id: cve, ranges: [{}], status: "will_not_fix" }),
    ]);
    expect(findings[0]?.status).toBe("will_not_fix");
  });
});

it.each([
  ["4.18.0-553.el8", true],
  ["2:4.18.0-553.ksplice1.el8", false],
  ["4.18.0-553.el8_fips", false],
])("Oracle's fix %s is of the package's own flavour, or says nothing", (fix, counts) => {
  const kernel = installed("rpm", "kernel", "4.18.0-1.el8", { maintainer: "Oracle America" });
  const known = { "Oracle Linux:8/kernel": [fixedIn(fix)] };
  expect(fixesOf(kernel, system("ol", "8"), known)).toEqual(counts ? [fix] : null);
});

describe("each language is looked up by its own names and orders", () => {
  it.each<[PackageType, string, string, string, string]>([
    ["npm", "@scope/Name", "1.0.0-rc.1", "npm/@scope/Name", "1.0.0"],
    ["pypi", "Jaraco_.Context", "5.0", "PyPI/jaraco-context", "6.1.0"],
    ["gem", "rack", "2.2.3", "RubyGems/rack", "2.2.3.1"],
    ["cargo", "openssl-src", "111.10.2+1.1.1g", "crates.io/openssl-src", "111.15.0"],
    ["composer", "Symfony/Http-Kernel", "v6.0.0-beta2", "Packagist/symfony/http-kernel", "6.0.0"],
    [
      "maven",
      "org.apache.logging.log4j:log4j-core",
      "2.9.1",
      "Maven/org.apache.logging.log4j:log4j-core",
      "2.15.0",
    ],
    [
      "golang",
      "golang.org/x/crypto",
      "v0.0.0-20200220183623-bac4c82f6975",
      "Go/golang.org/x/crypto",
      "0.0.0-20200221231518-2aa609cf4a9d",
    ],
    [
      "golang",
      "github.com/docker/docker",
      "v20.10.7+incompatible",
      "Go/github.com/docker/docker",
      "20.10.9+incompatible",
    ],
    ["golang", "stdlib", "v1.22.3", "Go/stdlib", "1.22.11"],
    ["nuget", "Newtonsoft.Json", "12.0.3", "NuGet/newtonsoft.json", "13.0.1"],
    ["bitnami", "redis", "7.0.5-1", "Bitnami/redis", "7.0.5-3"],
    ["julia", "Pluto", "0.19.1", "Julia/Pluto", "0.20.0"],
  ])("%s: %s %s", (type, name, version, key, fix) => {
    expect(fixesOf(installed(type, name, version), null, { [key]: [fixedIn(fix)] })).toEqual([fix]);
    expect(fixesOf(installed(type, name, fix), null, { [key]: [fixedIn(fix)] })).toBeNull();
  });
});

it.each<[string, OperatingSystem | null, MatchedPackage]>([
  ["a Go module without a version", null, installed("golang", "example.com/a", "(devel)")],
  ["a Java archive without a group", null, installed("maven", "log4j-core", "2.9.1")],
  [
    "an RPM of another vendor",
    system("rhel", "9"),
    installed("rpm", "nginx", "1-1", { maintainer: "Docker" }),
  ],
  [
    "a module of AlmaLinux that does not name it",
    system("almalinux", "8"),
    installed("rpm", "nodejs", "18.1-1.module_el8.6.0", { maintainer: "AlmaLinux" }),
  ],
  [
    "a deb of another maintainer",
    system("ubuntu", "22.04"),
    installed("deb", "docker-ce", "1", { maintainer: "Docker <support@docker.com>" }),
  ],
  ["Conda's packages", null, installed("conda", "openssl", "3.0.0")],
])("says that nothing can be held against %s", (_, os, one) => {
  const match = matchPackage(
    one,
    os,
    database({
      "Go/x": [],
      "Maven/x": [],
      "Red Hat/x": [],
      "AlmaLinux:8/x": [],
      "Ubuntu:22.04/x": [],
    }),
  );
  expect(match).toMatchObject({
    findings: [],
    gap: expect.stringMatching(/no advisories|cannot be|no version/),
  });
});
