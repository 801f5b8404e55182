import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyserFor, analysers } from "./analysers.ts";

describe("garbage", () => {
  const paths = [
    "lib/apk/db/installed",
    "var/lib/dpkg/status",
    "var/lib/dpkg/info/a.list",
    "usr/share/doc/a/copyright",
    "etc/os-release",
    "etc/redhat-release",
    "etc/apk/repositories",
    "node_modules/a/package.json",
    "x/a.dist-info/METADATA",
    "specifications/a-1.gemspec",
    "vendor/composer/installed.json",
    "a.deps.json",
    "packages.lock.json",
    "packages.config",
    "Packages.props",
    "conda-meta/a.json",
    "Manifest.toml",
    "a.spdx.json",
    "a.cdx",
    ".pnp.cjs",
    "a.egg",
  ];
  const pieces = fc.constantFrom(
    ..."{ } [ ] \" : , = < > \n \t # ' \\ null 1 true".split(" "),
    "\n\n",
    " ",
    "name",
    "version",
    "Package: a\n",
    "Version: 1\n",
    '"packages"',
    '"dependencies"',
    '"libraries"',
    '"components"',
    '{"bomFormat":"CycloneDX","components":[',
    '{"spdxVersion":"SPDX-2.3","packages":[',
    '"purl":"pkg:npm/a@1"',
    "<package ",
    "<PackageVersion Include='",
    "s.name = ",
    "[[deps.A]]\n",
    "License: ",
    "P:a\nV:1\n",
    "F:a\nR:b\n",
    "__proto__",
    "constructor",
  );

  it.each(paths)("%s: a reading or an error, never a crash", (path) => {
    const analyser = analyserFor(path);
    expect(analyser).not.toBeNull();
    const content = fc.oneof(
      fc.array(pieces, { maxLength: 60 }).map((some) => Buffer.from(some.join(""))),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(content, (bytes) => {
        try {
          for (const one of analyser?.read(bytes, path).packages ?? []) {
            expect(one.name).not.toBe("");
            expect(typeof one.version).toBe("string");
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(paths)("%s: time grows no faster than the file", (path) => {
    const analyser = analyserFor(path);
    for (const piece of [
      "\n",
      " ",
      "\t\n",
      "<",
      "[",
      "{",
      '"',
      "License: ",
      "s.name = ",
      "a",
      "<package ",
      "::",
      "/",
    ]) {
      const content = Buffer.from(piece.repeat(400_000));
      const start = performance.now();
      try {
        analyser?.read(content, path);
      } catch {
        // Refused is as good as read.
      }
      expect(performance.now() - start).toBeLessThan(3000);
    }
  });

  it("no name of a path is a trap", () => {
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"])
      for (const analyser of analysers) {
        expect(analyser.wants(name)).toBe(false);
        expect(analyser.wants(`a/${name}`)).toBe(false);
      }
  });
});
