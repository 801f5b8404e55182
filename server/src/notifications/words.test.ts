import { describe, expect, test } from "vitest";
import { type ReadNotice, toMessage, type Wish } from "./words.ts";

const all = { workspace_id: null, registry_id: null, space: null, repository: null, tag: null };
const critical: Wish = { scope: all, severity: 0, onlyDeployed: false, template: null };
const anything: Wish = { ...critical, severity: 5 };

const image = (repository: string, tags: readonly string[] = ["v1"]) => ({
  ...{ artifactId: repository, digest: `sha256:${"a".repeat(64)}`, registryId: "r1" },
  ...{
    registry: "hub",
    space: repository.split("/")[0] ?? "",
    repository,
    tags,
    workspaces: ["w1"],
  },
});
const told = (event: ReadNotice["event"], data: object, wish = critical) =>
  toMessage({ event, data, at: new Date(0), summary: null } as unknown as ReadNotice, wish);

describe("a new finding", () => {
  const finding = (more: object = {}) => ({
    ...{ vulnerability: "CVE-1", severity: "critical", kev: false, images: 60 },
    artifacts: [image("team/app"), image("shop/web")],
    ...more,
  });

  test("names the images that have it, and how many more", () => {
    expect(told("finding.new", finding())).toMatchObject({
      title: "CVE-1 (critical) is in 60 images in use",
      lines: ["hub/team/app:v1", "hub/shop/web:v1", "and 58 more"],
      severity: "critical",
    });
  });

  test.each([
    ["less severe than wanted", { severity: "high" }, critical, false],
    ["less severe, but exploited", { severity: "high", kev: true }, critical, true],
    ["as severe as wanted", { severity: "high" }, { ...critical, severity: 1 }, true],
    ["in a space that is not meant", {}, { ...critical, scope: { ...all, space: "other" } }, false],
    ["of a tag that is not meant", {}, { ...critical, scope: { ...all, tag: "prod-*" } }, false],
    ["of another registry", {}, { ...critical, scope: { ...all, registry_id: "r2" } }, false],
  ])("%s: %j", (_, more, wish, expected) => {
    expect(told("finding.new", finding(more), wish) !== null).toBe(expected);
  });

  test.each([
    ["team/app", "shop/web", "CVE-1 (critical) is in 60 images in use, 2 deployed"],
    ["team/app", null, "CVE-1 (critical) is in 1 image in use, 1 deployed"],
    [null, null, null],
  ])(
    "in %s and %s, which are deployed, is told to who wants to hear of that alone",
    (one, two, title) => {
      const artifacts = ["team/app", "shop/web"].map((path) => ({
        ...image(path),
        deployed: path === one || path === two,
      }));
      const wish = { ...critical, onlyDeployed: true };
      expect(told("finding.new", finding({ artifacts }), wish)?.title ?? null).toBe(title);
      const elsewhere = { ...wish, scope: { ...all, space: "shop" } };
      expect(told("finding.new", finding({ artifacts }), elsewhere) !== null).toBe(two !== null);
    },
  );

  test("is told of the images meant alone", () => {
    const wish = { ...critical, scope: { ...all, repository: "shop/*" } };
    expect(told("finding.new", finding(), wish)).toMatchObject({
      title: "CVE-1 (critical) is in 1 image in use",
      lines: ["hub/shop/web:v1"],
    });
  });
});

describe("another verdict", () => {
  const verdict = (from: string, to: string) => ({
    ...{ artifact: image("team/app", []), policy: { id: "p", name: "gate" }, from, to },
    reasons: ["severe: 2 findings"],
  });

  test.each([
    ["pass", "fail", critical, true],
    ["fail", "pass", critical, true],
    ["pass", "warn", critical, false],
    ["pass", "warn", anything, true],
    ["pass", "unknown", { ...critical, severity: 1 }, true],
  ])("from %s to %s is told to whom it matters", (from, to, wish, expected) => {
    expect(told("verdict.changed", verdict(from, to), wish) !== null).toBe(expected);
  });

  test("names an image without a tag by its digest, and is no bad news where it passes", () => {
    expect(told("verdict.changed", verdict("fail", "pass"))).toMatchObject({
      title: "hub/team/app@sha256:aaaaaaaaaaaa: pass, was fail (policy gate)",
      severity: null,
    });
  });
});

test("a run is told to who hears of everything, once", () => {
  const run = {
    runId: "1",
    workspaceId: null,
    name: "nightly",
    by: null,
    total: 10,
    done: 8,
    failed: 2,
  };
  expect(told("scan.failed", run)?.title).toBe("nightly: 8 of 10 scans done, 2 failed");
  expect(told("scan.failed", run, { ...critical, scope: { ...all, space: "team" } })).toBeNull();
});

describe("what a channel's own words may name", () => {
  const names =
    "{{vulnerability}}|{{image}}|{{images}}|{{registry}}|{{policy}}|{{verdict}}|{{before}}|{{reason}}|{{path}}";
  const mine = { ...anything, template: { title: names, text: "" } };
  const app = image("team/app");
  const scanned = { scanId: "s", artifact: app, scanner: "Plimsoll", reason: "It is away." };

  test.each([
    [
      "finding.new",
      {
        ...{ vulnerability: "CVE-1/a", severity: "high", kev: false, images: 3 },
        artifacts: [app, image("shop/web")],
      },
      "CVE-1/a|hub/team/app:v1|hub/team/app:v1, hub/shop/web:v1, and 1 more|hub|||||/vulnerabilities/CVE-1%2Fa",
    ],
    [
      "verdict.changed",
      {
        ...{ artifact: app, policy: { id: "p", name: "gate" }, from: "pass", to: "fail" },
        reasons: ["severe", "old"],
      },
      "|hub/team/app:v1|hub/team/app:v1|hub|gate|fail|pass|severe|/artifacts/team/app",
    ],
    [
      "exception.expiring",
      {
        ...{ exceptionId: "e", vulnerability: "CVE-1", package: null, scope: {} },
        ...{ reason: "unused", expires: "2026-12-01" },
      },
      "CVE-1|||||||unused|/policies?view=exceptions",
    ],
    [
      "scan.failed",
      scanned,
      "|hub/team/app:v1|hub/team/app:v1|hub||||It is away.|/artifacts/team/app",
    ],
    [
      "scan.complete",
      { runId: "7", name: "nightly", by: null, total: 1, done: 1, failed: 0 },
      "||||||||/scans?run=7",
    ],
    ["database.stale", { name: "db", date: "2026-01-01", days: 8 }, "||||||||/scanners"],
    [
      "registry.unhealthy",
      { registryId: "r1", registry: "hub", detail: "It is away." },
      "|||hub||||It is away.|/registries",
    ],
  ] as const)("of %s", (event, data, expected) => {
    expect(told(event, data, mine)?.title).toBe(expected);
  });
});
