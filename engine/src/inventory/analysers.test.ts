import { describe, expect, it } from "vitest";
import { analyserFor } from "./analysers.ts";
import { operatingSystem } from "./os/release.ts";
import { purlOf } from "./purl.ts";

const read = (path: string, content: string) =>
  analyserFor(path)?.read(Buffer.from(content), path) ?? {};

describe("which files are read", () => {
  it.each([
    ["lib/apk/db/installed", "apk"],
    ["usr/lib/apk/db/installed", "apk"],
    ["var/lib/dpkg/status", "dpkg"],
    ["var/lib/dpkg/status.d/base", "dpkg"],
    ["var/lib/dpkg/info/libc6:amd64.list", "dpkg"],
    ["etc/os-release", "release"],
    ["usr/lib/os-release", "release"],
    ["node_modules/a/package.json", "node"],
    ["app/node_modules/@s/a/package.json", "node"],
    ["a/node_modules/b/node_modules/c/package.json", "node"],
    ["usr/lib/python3/dist-packages/x-1.dist-info/METADATA", "python"],
    ["usr/lib/python3/dist-packages/x.egg-info/PKG-INFO", "python"],
    ["usr/lib/python3/dist-packages/x.egg-info", "python"],
    ["app/package.json", "node"],
    ["app/not-package.json", undefined],
    ["node_modules/package.json", undefined],
    ["node_modules/@s/package.json", undefined],
    ["node_modules/.bin/package.json", undefined],
    ["node_modules/a/lib/package.json", undefined],
    ["etc/toString", undefined],
    ["toString", undefined],
    ["x/var/lib/dpkg/status", undefined],
    ["var/lib/dpkg/status-old", undefined],
    ["var/lib/dpkg/status.d/x/y", undefined],
  ])("%s: %s", (path, name) => {
    expect(analyserFor(path)?.name).toBe(name);
  });
});

describe("dpkg's status", () => {
  const record = (status: string, version = "1.0-1") =>
    `Package: a\nStatus: ${status}\nVersion: ${version}\nArchitecture: amd64\n`;

  it.each([
    ["install ok installed", 1],
    ["hold ok installed", 1],
    ["install ok unpacked", 1],
    ["install ok half-configured", 1],
    ["install ok triggers-pending", 1],
    ["deinstall ok config-files", 0],
    ["purge ok not-installed", 0],
    ["install reinstreq half-installed", 0],
  ])("%s: %i package", (status, count) => {
    expect(read("var/lib/dpkg/status", record(status)).packages).toHaveLength(count);
  });

  it.each([
    ["", { name: "a", version: "1:1.0-1" }],
    ["Source: src\n", { name: "src", version: "1:1.0-1" }],
    ["Source: src (2:1.0-1)\n", { name: "src", version: "2:1.0-1" }],
  ])("gives the source of %j", (line, source) => {
    const text = `${record("install ok installed", "1:1.0-1")}${line}Description: x\n Package: not-this\n`;
    expect(read("var/lib/dpkg/status", text).packages).toMatchObject([
      { name: "a", version: "1:1.0-1", source },
    ]);
  });

  it("takes records without a status, as distroless has them, and says what has no version", () => {
    expect(read("var/lib/dpkg/status.d/a", "Package: a\nVersion: 1\n")).toMatchObject({
      packages: [{ name: "a" }],
    });
    expect(
      read("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\n\n\n"),
    ).toMatchObject({ packages: [], faults: ["a has no version"] });
  });
});

it("apk's database gives origin, architecture, licence and owned modules", () => {
  const text =
    "C:Q1abc=\nP:libssl3\nV:3.1.3-r0\nA:x86_64\nL:Apache-2.0\no:openssl\nm:N <n@a.org>\nF:usr/lib\nR:libssl.so.3\n\nP:npm\nV:9-r0\nF:usr/lib/node_modules/npm\nR:package.json\nZ:x\n\n";
  expect(read("lib/apk/db/installed", text)).toEqual({
    packages: [
      {
        name: "libssl3",
        version: "3.1.3-r0",
        type: "apk",
        source: { name: "openssl", version: "3.1.3-r0" },
        architecture: "x86_64",
        licenses: ["Apache-2.0"],
        maintainer: "N <n@a.org>",
      },
      {
        name: "npm",
        version: "9-r0",
        type: "apk",
        source: { name: "npm", version: "9-r0" },
        architecture: null,
        licenses: [],
        maintainer: null,
      },
    ],
    owns: [{ package: "npm", paths: ["usr/lib/node_modules/npm/package.json"] }],
    faults: [],
  });
});

it.each([
  ['{"name":"@s/a","version":"1.0.0","license":"MIT"}', ["MIT"]],
  ['{"name":"a","version":"1.0.0","license":{"type":"ISC"}}', ["ISC"]],
  ['{"name":"a","version":"1.0.0","licenses":[{"type":"MIT"},{"type":"BSD"}]}', ["MIT", "BSD"]],
  ['{"name":"a","version":"1.0.0","license":5}', []],
])("a module's licences: %s", (text, licenses) => {
  expect(read("node_modules/a/package.json", text).packages).toMatchObject([{ licenses }]);
});

it("a distribution's metadata ends at its description", () => {
  const text =
    "Metadata-Version: 2.1\nName: Django\nVersion: 4.2.1\nLicense: BSD-3-Clause\n\nName: other\n";
  expect(read("x/Django-4.2.1.dist-info/METADATA", text).packages).toMatchObject([
    { name: "Django", version: "4.2.1", licenses: ["BSD-3-Clause"] },
  ]);
});

describe("the distribution", () => {
  const of = (files: Record<string, string>) =>
    operatingSystem((path) => (path in files ? read(path, files[path] ?? "").release : undefined));
  const repositories = (...lines: string[]) => ({
    "etc/apk/repositories": `${lines.join("\n")}\n`,
  });
  const alpine = {
    "etc/os-release": "ID=alpine\nVERSION_ID=3.20.3\n",
    "etc/alpine-release": "3.20.3\n",
  };

  it.each<[string, Record<string, string>, string, string]>([
    ["Alpine", alpine, "3.20", "3.20.3"],
    [
      "Alpine by its repositories",
      { ...alpine, ...repositories("https://mirror.example.com/alpine/v3.19/main") },
      "3.19",
      "3.20.3",
    ],
    [
      "Alpine moved to edge",
      {
        ...alpine,
        ...repositories("https://x/alpine/v3.20/main", "https://x/alpine/edge/community"),
      },
      "edge",
      "3.20.3",
    ],
    [
      "Alpine with edge tagged only",
      {
        ...alpine,
        ...repositories(
          "https://x/alpine/v3.20/main",
          "@edge https://x/alpine/edge/main",
          "#https://x/alpine/edge/main",
        ),
      },
      "3.20",
      "3.20.3",
    ],
    [
      "Alpine with several releases",
      { ...alpine, ...repositories("https://x/alpine/v3.9/main", "https://x/alpine/v3.10/main") },
      "3.10",
      "3.20.3",
    ],
    [
      "Alpine edge",
      { "etc/os-release": "ID=alpine\nVERSION_ID=3.21.0_alpha20240807\n" },
      "edge",
      "3.21.0_alpha20240807",
    ],
    ["Alpine without os-release", { "etc/alpine-release": "3.10.9\n" }, "3.10", "3.10.9"],
    [
      "Debian",
      { "etc/os-release": 'ID=debian\nVERSION_ID="12"\n', "etc/debian_version": "12.5\n" },
      "12",
      "12.5",
    ],
    [
      "Debian's testing",
      {
        "etc/os-release": "ID=debian\nVERSION_CODENAME=trixie\n",
        "etc/debian_version": "trixie/sid\n",
      },
      "13",
      "trixie/sid",
    ],
    [
      "Debian by its other file",
      { "usr/lib/os-release": "ID=debian\nVERSION_ID=11\n" },
      "11",
      "11",
    ],
    ["Debian without os-release", { "etc/debian_version": "8.11\n" }, "8", "8.11"],
    [
      "another one",
      {
        "etc/os-release": "ID='ubuntu'\nVERSION_ID='22.04'\n",
        "etc/debian_version": "bookworm/sid\n",
      },
      "22.04",
      "22.04",
    ],
  ])("%s", (_, files, release, version) => {
    expect(of(files)).toMatchObject({ release, version });
  });

  it("is unknown when nothing says it", () => {
    expect(of({})).toBeNull();
  });
});

it.each([
  [
    { type: "deb", name: "libc6", version: "2:2.36-9+b1", architecture: "amd64" },
    "pkg:deb/debian/libc6@2.36-9%2Bb1?arch=amd64&distro=debian-12.5&epoch=2",
  ],
  [
    { type: "npm", name: "@babel/core", version: "7.0.0", architecture: null },
    "pkg:npm/%40babel/core@7.0.0",
  ],
  [
    {
      type: "rpm",
      name: "libstdc++",
      version: "1:13.2-1",
      architecture: "x86_64",
      source: { name: "gcc", version: "1:13.2-1" },
    },
    "pkg:rpm/debian/libstdc%2B%2B@13.2-1?arch=x86_64&distro=debian-12.5&epoch=1&upstream=gcc-13.2-1.src.rpm",
  ],
  [
    { type: "maven", name: "org.apache:commons", version: "1.0", architecture: null },
    "pkg:maven/org.apache/commons@1.0",
  ],
  [
    { type: "maven", name: "libintl", version: "0.21", architecture: null },
    "pkg:generic/libintl@0.21",
  ],
  [
    { type: "golang", name: "github.com/a/b", version: "v1.2.3+incompatible", architecture: null },
    "pkg:golang/github.com/a/b@v1.2.3%2Bincompatible",
  ],
  [
    { type: "golang", name: "stdlib", version: "1.22.1", architecture: null },
    "pkg:golang/stdlib@1.22.1",
  ],
  [{ type: "composer", name: "a/b", version: "1.0", architecture: null }, "pkg:composer/a/b@1.0"],
  [{ type: "gem", name: "a", version: "1.0", architecture: "java" }, "pkg:gem/a@1.0?platform=java"],
  [{ type: "pypi", name: "Jinja_2", version: "3.1", architecture: null }, "pkg:pypi/jinja-2@3.1"],
] as const)("a package URL: %j", (given, purl) => {
  const os = { family: "debian", release: "12", version: "12.5", name: "Debian 12" };
  expect(purlOf({ source: null, licenses: [], maintainer: null, ...given }, os)).toBe(purl);
});
