import { describe, expect, it } from "vitest";
import { analyserFor } from "../analysers.ts";
import { isLanguageMetadata, mayBeProgram } from "./metadata.ts";

describe("which analyser reads a file", () => {
  it.each<[string, string | undefined]>([
    ["opt/yarn-v1.22.22/package.json", "node"],
    ["usr/share/yarn/package.json", "node"],
    ["root/.cache/node/corepack/v1/pnpm/9.1.0/package.json", "node"],
    ["app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", "node"],
    ["usr/local/lib/node_modules/npm/package.json", "node"],
    ["usr/share/nodejs/semver/package.json", "node"],
    ["app/node_modules/a/test/package.json", undefined],
    ["usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec", "ruby"],
    ["usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec", "ruby"],
    ["usr/lib/ruby/gems/3.1.0/gems/rake-13.0.6/rake.gemspec", undefined],
    ["app/vendor/composer/installed.json", "php"],
    ["app/installed.json", undefined],
    ["app/App.deps.json", "dotnet"],
    ["src/packages.lock.json", "dotnet"],
    ["src/my-packages.lock.json", undefined],
    ["src/packages.config", "dotnet"],
    ["src/Directory.Packages.props", "dotnet"],
    ["opt/conda/conda-meta/numpy-1.26.4-py311h64a7726_0.json", "conda"],
    ["opt/conda/conda-meta/history", undefined],
    ["app/Manifest.toml", "julia"],
    ["opt/bitnami/nginx/.spdx-nginx.spdx", "sbom"],
    ["var/lib/db/sbom/wolfi-baselayout.spdx.json", "sbom"],
    ["app/bom.json", "sbom"],
    ["usr/share/doc/libc6/copyright", "copyright"],
    ["usr/share/doc/libc6/x/copyright", undefined],
  ])("%s: %s", (path, name) => {
    expect(analyserFor(path)?.name).toBe(name);
    // Else a system package's list of files would not keep it.
    expect(isLanguageMetadata(path)).toBe(name !== undefined && name !== "copyright");
  });

  it.each([
    "usr/lib/python3/dist-packages/six-1.16.0.egg-info",
    "usr/lib/python3/dist-packages/a.dist-info/METADATA",
    "usr/lib/python3/dist-packages/a.egg-info/PKG-INFO",
    "usr/share/java/a.jar",
    "usr/share/java/a.war",
    "app/Cargo.lock",
  ])("a system package's list keeps %s", (path) => {
    expect(isLanguageMetadata(path)).toBe(true);
  });

  it.each([
    ["usr/bin/kubectl", true],
    ["bin/sh", true],
    ["usr/bin/python3.11", true],
    ["usr/lib/docker/cli-plugins/docker-buildx", true],
    ["usr/lib/libc.so.6", false],
    ["usr/share/doc/a/README", false],
    ["etc/passwd", false],
  ])("could be a program by its name: %s: %s", (path, expected) => {
    expect(mayBeProgram(path)).toBe(expected);
  });
});
