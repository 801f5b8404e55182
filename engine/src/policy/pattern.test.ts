import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesPath, matchesPattern } from "./pattern.ts";

describe("a pattern", () => {
  it.each([
    ["openssl", "openssl", true],
    ["openssl", "openssl3", false],
    ["OpenSSL", "openssl", true],
    ["openssl*", "openssl", true],
    ["*ssl", "openssl", true],
    ["*", "", true],
    ["", "", true],
    ["a*a", "a", false],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["CVE-2026-*", "cve-2026-1", true],
    ["a.c", "abc", false],
    ["[a]", "a", false],
  ])("%s for %s: %s", (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it("says what a regular expression would", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }), (a, b) => {
        expect(matchesPattern(a, b)).toBe(new RegExp(`^${a.replaceAll("*", ".*")}$`).test(b));
      }),
    );
  });

  it("takes no time to speak of where a regular expression would take for ever", () => {
    expect(matchesPattern("*a".repeat(250), "a".repeat(100_000).concat("b"))).toBe(false);
    expect(matchesPath("**/a/".repeat(100), "a/".repeat(2000).concat("b"))).toBe(false);
  });
});

describe("a pattern of paths", () => {
  it.each([
    ["usr/bin/app", "usr/bin/app", true],
    ["usr/*/app", "usr/bin/app", true],
    ["usr/*", "usr/bin/app", false],
    ["usr/**", "usr/bin/app", true],
    ["**/app", "app", true],
    ["**/package.json", "node_modules/a/package.json", true],
    ["**/bin/**", "usr/bin/app", true],
    ["usr/**/bin", "usr/bin", true],
    ["*", "usr/bin", false],
    ["**", "usr/bin", true],
    ["USR/bin", "usr/bin", false],
  ])("%s for %s: %s", (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected);
  });
});
