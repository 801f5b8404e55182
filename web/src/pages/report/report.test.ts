import type { ReportFinding } from "@plimsoll/api";
import { describe, expect, it } from "vitest";
import { safeLinks } from "../../url/safe-links.ts";
import { findingKey, vulnerabilityOf } from "./finding-key.ts";
import { reportSearch } from "./report-search.ts";

it("only addresses of the web become links", () => {
  const urls = [
    "https://nvd.nist.gov/x",
    "http://a.example/",
    "javascript:alert(1)",
    "data:,x",
    "no",
  ];
  expect(safeLinks(urls)).toEqual(["https://nvd.nist.gov/x", "http://a.example/"]);
});

describe("the key of a finding", () => {
  const finding = (change: { artifactId?: string; purl?: string; path?: string | null }) =>
    ({
      id: "CVE-2024-1",
      artifactId: change.artifactId ?? "a",
      package: { purl: change.purl ?? "pkg:apk/alpine/zlib@1", path: change.path ?? null },
    }) as ReportFinding;

  it("tells apart the same vulnerability in other packages, places and platforms", () => {
    const keys = [{}, { artifactId: "b" }, { purl: "pkg:apk/alpine/curl@1" }, { path: "x" }].map(
      (change) => findingKey(finding(change)),
    );
    expect(new Set(keys).size).toBe(4);
    expect(findingKey(finding({}))).toBe(keys[0]);
    expect(keys.map(vulnerabilityOf)).toEqual(Array(4).fill("CVE-2024-1"));
  });
});

it("an address that somebody has damaged opens the report all the same", () => {
  const read = reportSearch({
    tab: "secrets",
    severity: "critical,apocalyptic,high",
    sort: "size",
    order: "sideways",
    fixable: "perhaps",
    platform: "x",
  });
  expect(Object.entries(read).filter(([, value]) => value !== undefined)).toEqual([
    ["severity", ["critical", "high"]],
  ]);
});
