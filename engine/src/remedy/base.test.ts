import { describe, expect, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { baseOf, imageWith, installed, type Known, layer, system } from "../../test/remedies.ts";
import { changesOf, checkPlan, type PlanCase } from "../../test/told-plan.ts";
import type { Package } from "../inventory/package.ts";

const debian12 = system("debian", "12");
const apt = installed("deb", "apt", "2.6.1");
const own = (index: number, command: string | null = null) => ({ layer: layer(index, command) });
const openssl = (version: string, more: Partial<Package> = {}) =>
  installed("deb", "libssl3", version, { source: { name: "openssl", version }, ...more });

const pip = (version: string, python: string) =>
  installed("pypi", "pip", version, {
    path: `usr/lib/python${python}/site-packages/pip-${version}.dist-info/METADATA`,
  });
const refreshed = (packages: readonly Package[], os = debian12) => ({
  reference: "debian:12",
  kind: "refresh" as const,
  os,
  packages,
});
const updated = (reference: string, packages: readonly Package[], os = debian12) => ({
  reference,
  kind: "update" as const,
  os,
  packages,
});
const opensslKnown: Known = {
  "Debian:12/openssl": ["CVE-1: <3.0.11-1", "CVE-2: <3.0.13-1"],
  "Debian:13/openssl": ["CVE-3: <3.5.1-1"],
  "Debian:12/curl": ["CVE-4: <8-2"],
  "Debian:13/curl": ["CVE-4: *"],
  "npm/qs": ["CVE-5: <6.5.3"],
  "PyPI/pip": ["CVE-6: <25.3"],
};

const bases: readonly PlanCase[] = [
  [
    "a base that is not known: its packages are upgraded in place",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    { steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"] },
    { os: debian12 },
  ],
  [
    "the base's tag pushed again, clean",
    [apt, openssl("3.0.9-1"), installed("npm", "qs", "6.5.2", own(1))],
    opensslKnown,
    {
      steps: [
        "refresh-base debian:12 -> debian:12, patch: CVE-1 CVE-2",
        "upgrade-dependency qs 6.5.2 -> 6.5.3, patch: CVE-5",
      ],
    },
    { os: debian12, base: baseOf(1), bases: [refreshed([apt, openssl("3.0.13-1")])] },
  ],
  [
    "the base's tag pushed again, with something left to upgrade",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    {
      steps: [
        "refresh-base debian:12 -> debian:12, patch: CVE-1",
        "upgrade-os-packages libssl3 3.0.11-1 -> 3.0.13-1, patch: CVE-2",
      ],
    },
    { os: debian12, base: baseOf(1), bases: [refreshed([apt, openssl("3.0.11-1")])] },
  ],
  [
    "the base's tag pushed again, no better",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    { steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"] },
    { os: debian12, base: baseOf(1), bases: [refreshed([apt, openssl("3.0.9-1")])] },
  ],
  [
    "the base's tag pushed again with worse in it than it clears",
    [apt, openssl("3.0.9-1")],
    {
      ...opensslKnown,
      "Debian:12/curl": [{ ...advisory({ id: "CVE-9", ranges: [{}] }), severity: "critical" }],
    },
    { steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"] },
    {
      os: debian12,
      base: baseOf(1),
      bases: [refreshed([apt, openssl("3.0.13-1"), installed("deb", "curl", "9-1")])],
    },
  ],
  [
    "what is still there at another place and in another version neither goes nor comes",
    [apt, openssl("3.0.9-1"), pip("21.0", "3.11")],
    opensslKnown,
    {
      steps: [
        "refresh-base debian:12 -> debian:12, patch: CVE-1 CVE-2",
        "upgrade-dependency pip 22.0 -> 25.3, major: CVE-6",
      ],
    },
    {
      os: debian12,
      base: baseOf(1),
      bases: [refreshed([apt, openssl("3.0.13-1"), pip("22.0", "3.12")])],
    },
  ],
  [
    "one's own packages stay upon a newer base, and are upgraded",
    [apt, openssl("3.0.9-1"), installed("deb", "curl", "8-1", own(1))],
    opensslKnown,
    {
      steps: [
        "refresh-base debian:12 -> debian:12, patch: CVE-1 CVE-2",
        "upgrade-os-packages curl 8-1 -> 8-2, patch: CVE-4",
      ],
    },
    { os: debian12, base: baseOf(1), bases: [refreshed([apt, openssl("3.0.13-1")])] },
  ],
  [
    "one's own newer version of a base's package stays",
    [apt, openssl("3.0.13-1", own(1)), installed("deb", "curl", "8-1")],
    opensslKnown,
    { steps: ["refresh-base debian:12 -> debian:12, patch: CVE-4"] },
    {
      os: debian12,
      base: baseOf(1),
      bases: [refreshed([apt, openssl("3.0.9-1"), installed("deb", "curl", "8-2")])],
    },
  ],
  [
    "a later tag that is better than the same one pushed again",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    { steps: ["update-base debian:12.5 -> debian:12.7, minor: CVE-1 CVE-2"] },
    {
      os: debian12,
      base: baseOf(1, "debian:12.5"),
      bases: [
        { ...refreshed([apt, openssl("3.0.11-1")]), reference: "debian:12.5" },
        updated("debian:12.7", [apt, openssl("3.0.13-1")]),
      ],
    },
  ],
  [
    "another release of the distribution that clears no more: not offered",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    {
      steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"],
    },
    {
      os: debian12,
      base: baseOf(1),
      bases: [updated("debian:13", [apt, openssl("3.5.0-1")], system("debian", "13"))],
    },
  ],
  [
    "the release that follows one past its end",
    [apt, openssl("1.1.1n-0"), installed("deb", "curl", "7-1", own(1))],
    {
      "Debian:10/openssl": ["CVE-1: *"],
      "Debian:10/curl": ["CVE-4: *"],
      "Debian:12/curl": ["CVE-4: <8-2"],
      "Debian:12/openssl": ["CVE-7: *"],
    },
    {
      optional: [
        "replace-distribution debian:10 -> debian:12, major: CVE-1 CVE-4, brings CVE-7 (likely)",
      ],
      left: ["end-of-life: CVE-1 CVE-4"],
    },
    {
      os: system("debian", "10"),
      base: baseOf(1, "debian:10"),
      bases: [updated("debian:12", [apt, openssl("3.0.13-1")])],
    },
  ],
  [
    "a release of which nothing at all is known: a guess",
    [apt, openssl("1.1.1n-0")],
    { "Debian:10/openssl": ["CVE-1: *"] },
    {
      optional: ["replace-distribution debian:10 -> debian:12, major: CVE-1 (guess)"],
      left: ["end-of-life: CVE-1"],
    },
    {
      os: system("debian", "10"),
      base: baseOf(1, "debian:10"),
      bases: [updated("debian:12", [apt, openssl("3.0.13-1")])],
    },
  ],
  [
    "a newer base in which nothing was found: not one that is clean",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    { steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"] },
    { os: debian12, base: baseOf(1), bases: [refreshed([])] },
  ],
  [
    "a newer base where no advisories are at hand to hold it against",
    [apt, openssl("3.0.9-1")],
    opensslKnown,
    { steps: ["upgrade-os-packages libssl3 3.0.9-1 -> 3.0.13-1, patch: CVE-1 CVE-2"] },
    { os: debian12, base: baseOf(1), bases: [refreshed([apt, openssl("3.0.13-1")])], match: null },
  ],
  [
    "another major version of the tag that clears no more: not offered",
    [apt, installed("pypi", "pip", "22.0")],
    opensslKnown,
    {
      steps: ["upgrade-dependency pip 22.0 -> 25.3, major: CVE-6"],
    },
    {
      os: debian12,
      base: baseOf(1, "python:3"),
      bases: [updated("python:4", [apt, installed("pypi", "pip", "25.3")])],
    },
  ],
  [
    "a program of the base's: whoever makes it",
    [installed("golang", "golang.org/x/net", "v0.10.0")],
    { "Go/golang.org/x/net": ["CVE-1: <0.17.0"] },
    {
      optional: ["refresh-base postgres:16 -> postgres:16, patch: CVE-1 (guess)"],
      left: ["out-of-reach: CVE-1"],
    },
    { os: debian12, base: baseOf(1, "postgres:16") },
  ],
  [
    "another major version of the tag that clears more: offered",
    [installed("golang", "golang.org/x/net", "v0.8.0")],
    { "Go/golang.org/x/net": ["CVE-1: <0.17.0", "CVE-2: >=0.17.0 <0.38.0", "CVE-3: <0.9.0"] },
    {
      optional: [
        "update-base postgres:16 -> postgres:17, major: CVE-1 CVE-3, brings CVE-2 (verified)",
      ],
      left: ["out-of-reach: CVE-1 CVE-3"],
    },
    {
      os: debian12,
      base: baseOf(1, "postgres:16"),
      bases: [updated("postgres:17", [installed("golang", "golang.org/x/net", "v0.17.0")])],
    },
  ],
];

describe("what to do about the base image", () => {
  it.each(bases)("%s", checkPlan);
});

describe("another base", () => {
  const changesFrom = (
    reference: string | null,
    to: { readonly reference: string; readonly kind: "refresh" | "update" },
    line: string | null = null,
  ) =>
    changesOf(
      imageWith(
        [apt, installed("deb", "a", "1")],
        { "Debian:12/a": ["CVE-1: <2"] },
        {
          os: debian12,
          base: baseOf(1, reference),
          bases: [{ ...to, os: debian12, packages: [apt, installed("deb", "a", "2")] }],
          dockerfile:
            line === null ? null : { from: { line: 4, text: line }, upgradeAfter: 4, runs: [] },
        },
      ),
    );
  const refresh = { reference: "docker.io/library/debian:12", kind: "refresh" } as const;
  const update = { reference: "docker.io/library/debian:12.7-slim", kind: "update" } as const;
  it.each([
    ["pushed again: build again", changesFrom("debian:12", refresh), ["$ docker build --pull ."]],
    [
      "pushed again, and the line holds on to the old one",
      changesFrom("debian:12", refresh, "FROM debian:12@sha256:abc"),
      ["FROM debian:12 for line 4 FROM debian:12@sha256:abc"],
    ],
    [
      "another tag, without a Dockerfile",
      changesFrom("docker.io/library/debian:12.5-slim", update),
      ["FROM debian:12.7-slim for FROM debian:12.5-slim"],
    ],
    [
      "another tag, in its line",
      changesFrom("debian:12.5", update, "FROM --platform=linux/amd64 debian:12.5 AS run"),
      [
        "FROM --platform=linux/amd64 debian:12.7-slim AS run for line 4 FROM --platform=linux/amd64 debian:12.5 AS run",
      ],
    ],
    [
      "a base whose name is none",
      changesFrom("debian:12\nRUN reboot", update),
      ["FROM debian:12.7-slim"],
    ],
  ])("%s", (_, changes, expected) => {
    expect(changes).toEqual(expected);
  });
});
