import { describe, expect, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { baseOf, imageWith, installed, system } from "../../test/remedies.ts";
import { changesOf, checkPlan, type PlanCase } from "../../test/told-plan.ts";
import type { OperatingSystem, Package } from "../inventory/package.ts";

const debian12 = system("debian", "12");
const apt = installed("deb", "apt", "2.6.1");
const alpine323 = system("alpine", "3.23");
const apk = installed("apk", "apk-tools", "2.14.4-r0");
const openssl = (version: string, more: Partial<Package> = {}) =>
  installed("deb", "libssl3", version, { source: { name: "openssl", version }, ...more });

const systems: readonly PlanCase[] = [
  [
    "several packages of one source: one step",
    [apt, openssl("3.0.9-1"), installed("deb", "openssl", "3.0.9-1")],
    { "Debian:12/openssl": ["CVE-1: <3.0.11-1", "CVE-2: <3.0.13-1", "CVE-3: *"] },
    {
      steps: [
        "upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, openssl 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-1 CVE-2 CVE-2",
      ],
      left: ["no-fix: CVE-3 CVE-3"],
    },
    { os: debian12 },
  ],
  [
    "a fix that is affected by what came later",
    [apt, installed("deb", "a", "1.0")],
    { "Debian:12/a": ["CVE-1: <1.1", "CVE-2: >=1.1 <1.2"] },
    { steps: ["upgrade-os-packages a 1.0 -> 1.2, minor: CVE-1"] },
    { os: debian12 },
  ],
  [
    "what its source means to do about it",
    [apt, installed("deb", "a", "1")],
    {
      "Debian:12/a": [
        advisory({ id: "CVE-1", status: "will_not_fix" }),
        advisory({ id: "CVE-2", status: "fix_deferred" }),
        advisory({ id: "CVE-3", status: "under_investigation" }),
        advisory({ id: "CVE-4" }),
      ],
    },
    {
      left: [
        "no-fix: CVE-4",
        "under-investigation: CVE-3",
        "fix-deferred: CVE-2",
        "will-not-fix: CVE-1",
      ],
    },
    { os: debian12 },
  ],
  [
    "a release past its end: what was fixed, and the rest of it",
    [apt, openssl("1.1.1n-0")],
    { "Debian:10/openssl": ["CVE-1: <1.1.1n-1", "CVE-2: *"] },
    {
      steps: ["upgrade-os-packages libssl3 1.1.1n-0 -> 1.1.1n-1, patch: CVE-1"],
      left: ["end-of-life: CVE-2"],
    },
    { os: system("debian", "10") },
  ],
  [
    "Alpine by its origin",
    [
      apk,
      installed("apk", "libcrypto3", "3.3.1-r0", {
        source: { name: "openssl", version: "3.3.1-r0" },
      }),
    ],
    { "Alpine:v3.23/openssl": ["CVE-1: <3.3.2-r0"] },
    { steps: ["upgrade-os-packages libcrypto3 3.3.1-r0 -> 3.3.2-r0, patch: CVE-1"] },
    { os: alpine323 },
  ],
  [
    "Alpine's edge",
    [apk, installed("apk", "zlib", "1.2.13-r0")],
    { "Alpine:edge/zlib": ["CVE-1: <1.3.1-r0"] },
    { steps: ["upgrade-os-packages zlib 1.2.13-r0 -> 1.3.1-r0, minor: CVE-1"] },
    { os: system("alpine", "edge") },
  ],
  [
    "a distribution of RPMs",
    [
      installed("rpm", "microdnf", "3.9.1-3.el9"),
      installed("rpm", "openssl-libs", "1:3.0.7-24.el9", {
        maintainer: "Rocky Enterprise Software Foundation",
      }),
    ],
    { "Rocky Linux:9/openssl-libs": ["CVE-1: <1:3.0.7-27.el9"] },
    { steps: ["upgrade-os-packages openssl-libs 1:3.0.7-24.el9 -> 1:3.0.7-27.el9, patch: CVE-1"] },
    { os: system("rocky", "9") },
  ],
  [
    "nothing to install with, and no base that is known",
    [openssl("3.0.9-1", { path: "var/lib/dpkg/status.d/libssl3" })],
    { "Debian:12/openssl": ["CVE-1: <3.0.11-1"] },
    { left: ["out-of-reach: CVE-1"] },
    { os: debian12 },
  ],
  [
    "distroless: whoever makes the base",
    [openssl("3.0.9-1", { path: "var/lib/dpkg/status.d/libssl3" })],
    { "Debian:12/openssl": ["CVE-1: <3.0.11-1"] },
    {
      optional: [
        "refresh-base gcr.io/distroless/base-debian12 -> gcr.io/distroless/base-debian12, patch: CVE-1 (guess)",
      ],
      left: ["out-of-reach: CVE-1"],
    },
    { os: debian12, base: baseOf(1, "gcr.io/distroless/base-debian12") },
  ],
  [
    "names that are none: all is upgraded",
    [apt, installed("deb", "$(reboot)", "1")],
    { "Debian:12/$(reboot)": ["CVE-1: <2"] },
    { steps: ["upgrade-os-packages $(reboot) 1 -> 2, major: CVE-1"] },
    { os: debian12 },
  ],
];

describe("what to do about the system's packages", () => {
  it.each(systems)("%s", checkPlan);
});

describe("the system's packages by the image's own tool", () => {
  const lists = "rm -rf /var/lib/apt/lists/*";
  const rpm = { maintainer: "Rocky Enterprise Software Foundation" };
  it.each<[string, OperatingSystem, Package, Package, string]>([
    [
      "Debian:12/a",
      system("debian", "12"),
      installed("deb", "apt", "2.6.1"),
      installed("deb", "a", "1"),
      `apt-get update && apt-get install -y --only-upgrade a && ${lists}`,
    ],
    [
      "Alpine:v3.23/a",
      system("alpine", "3.23"),
      installed("apk", "apk-tools", "2"),
      installed("apk", "a", "1"),
      "apk upgrade --no-cache a",
    ],
    ...(
      [
        ["dnf", "dnf upgrade -y a && dnf clean all"],
        ["microdnf", "microdnf update -y a && microdnf clean all"],
        ["tdnf", "tdnf update -y a && tdnf clean all"],
        ["zypper", "zypper --non-interactive update a && zypper clean --all"],
      ] as const
    ).map(([tool, text]): [string, OperatingSystem, Package, Package, string] => [
      "Rocky Linux:9/a",
      system("rocky", "9"),
      installed("rpm", tool, "9", rpm),
      installed("rpm", "a", "1", rpm),
      text,
    ]),
  ])("%s", (key, os, tool, one, text) => {
    const input = imageWith([tool, one], { [key]: ["CVE-1: <2"] }, { os });
    expect(changesOf(input)).toEqual([`RUN ${text}`, `$ ${text}`]);
  });

  const many = (count: number, name = "a") => {
    const names = Array.from({ length: count }, (_, at) => `${name}${at}`);
    return imageWith(
      [installed("deb", "apt", "2.6.1"), ...names.map((one) => installed("deb", one, "1"))],
      Object.fromEntries(names.map((one) => [`Debian:12/${one}`, ["CVE-1: <2"]])),
      { os: system("debian", "12") },
    );
  };
  it.each([
    ["up to twenty by name", many(20), /--only-upgrade a0 a1 a10 .*a9 &&/],
    ["more as a whole", many(21), /^RUN apt-get update && apt-get upgrade -y &&/],
    [
      "names that are none as a whole",
      many(1, "$(reboot)"),
      /^RUN apt-get update && apt-get upgrade -y &&/,
    ],
  ] as const)("%s", (_, input, expected) => {
    expect(changesOf(input)[0]).toMatch(expected);
  });

  it("says where the line goes, and that the base's owner may have published it", () => {
    const input = {
      ...many(1),
      base: baseOf(1),
      dockerfile: { from: { line: 1, text: "FROM debian:12" }, upgradeAfter: 3, runs: [] },
    };
    expect(changesOf(input)).toEqual([
      `RUN apt-get update && apt-get install -y --only-upgrade a0 && ${lists} after line 3`,
      `$ apt-get update && apt-get install -y --only-upgrade a0 && ${lists}`,
      "$ docker build --pull .",
    ]);
  });
});
