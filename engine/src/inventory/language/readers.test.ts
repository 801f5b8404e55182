import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyserFor, analysers } from "../analysers.ts";
import { isLanguageMetadata, mayBeProgram } from "./metadata.ts";

const read = (path: string, content: string | Buffer) =>
  analyserFor(path)?.read(Buffer.from(content), path) ?? {};
/** `type name version` of what a file says. */
const told = (path: string, content: string) =>
  read(path, content).packages?.map(({ type, name, version }) => `${type} ${name} ${version}`);

/** Without compression. */
function storedZip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    for (const [header, at] of [
      [local, 18],
      [central, 20],
    ] as const) {
      header.writeUInt32LE(content.length, at);
      header.writeUInt32LE(content.length, at + 4);
      header.writeUInt16LE(name.length, at + 8);
    }
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name + content));
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(locals.length / 2, 8);
  end.writeUInt16LE(locals.length / 2, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

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

it.each<[string, string, string[] | undefined]>([
  ["opt/yarn-v1.22.22/package.json", '{"name":"yarn","version":"1.22.22"}', ["npm yarn 1.22.22"]],
  [
    "app/package.json",
    '{"name":"verdaccio","version":"5.0.0","private":false}',
    ["npm verdaccio 5.0.0"],
  ],
  ["app/package.json", '{"name":"server","version":"1.0.0","private":true}', undefined],
  ["app/package.json", '{"name":"server"}', undefined],
  ["node_modules/a/package.json", '{"name":"a","version":"1.0.0","private":true}', ["npm a 1.0.0"]],
  ["node_modules/a/package.json", '{"type":"module"}', undefined],
])("%s with %s", (path, text, expected) => {
  expect(told(path, text)).toEqual(expected);
});

describe("Yarn's map of modules", () => {
  const map = JSON.stringify(
    {
      packageRegistryData: [
        [null, [[null, { packageLocation: "./" }]]],
        ["it's", [["workspace:.", { packageLocation: "./" }]]],
        [
          "@babel/core",
          [
            ["virtual:ab12#npm:7.24.0", {}],
            ["npm:7.24.0", {}],
            ["npm:7.23.0", {}],
          ],
        ],
        ["left-pad", [["npm:1.3.0::__archiveUrl=https%3A%2F%2Fx", {}]]],
        [
          "typescript",
          [["patch:typescript@npm%3A5.4.2#optional!builtin<x>::version=5.4.2&hash=5adc0c", {}]],
        ],
      ],
    },
    null,
    2,
  );
  const expected = [
    "npm @babel/core 7.24.0",
    "npm @babel/core 7.23.0",
    "npm left-pad 1.3.0",
    "npm typescript 5.4.2",
  ];

  it("stands in .pnp.cjs as a text", () => {
    const text = map.replaceAll("'", "\\'").replaceAll("\n", "\\\n");
    expect(
      told(
        "app/.pnp.cjs",
        `#!/usr/bin/env node\nconst RAW_RUNTIME_STATE =\n'${text}';\n\nx('y');\n`,
      ),
    ).toEqual(expected);
  });

  it("or beside it", () => {
    expect(told("app/.pnp.data.json", map)).toEqual(expected);
    expect(read("app/.pnp.cjs", "module.exports = {};\n")).toEqual({});
  });
});

describe("Python's licences", () => {
  const licenses = (...lines: string[]) =>
    read(
      "x/a-1.dist-info/METADATA",
      `${["Metadata-Version: 2.4", "Name: a", "Version: 1", ...lines].join("\n")}\n\nLicense: not-this\n`,
    ).packages?.[0]?.licenses;

  it.each([
    [["License-Expression: MIT OR Apache-2.0", "License: x"], ["MIT OR Apache-2.0"]],
    [["License: x", "Classifier: License :: OSI Approved :: MIT License"], ["MIT"]],
    [["License: BSD-3-Clause", "Classifier: License :: OSI Approved"], ["BSD-3-Clause"]],
    [["License: UNKNOWN"], []],
    [
      [
        "Classifier: Topic :: Utilities",
        "Classifier: License :: OSI Approved :: Apache Software License",
        "Classifier: License :: OSI Approved :: BSD License",
      ],
      ["Apache-2.0", "BSD License"],
    ],
  ])("%j", (lines, expected) => {
    expect(licenses(...lines)).toEqual(expected);
  });
});

describe("an egg", () => {
  const path = "usr/lib/python3/site-packages/a-1.0-py3.9.egg";

  it("has its metadata inside", () => {
    const egg = storedZip({
      "a/x.py": "",
      "EGG-INFO/PKG-INFO": "Name: a\nVersion: 1.0\nLicense: MIT\n",
    });
    expect(read(path, egg).packages).toMatchObject([
      { type: "pypi", name: "a", version: "1.0", licenses: ["MIT"] },
    ]);
  });

  it("that has none, or is none, is told", () => {
    expect(() => read(path, storedZip({ x: "" }))).toThrow("an egg without metadata");
    expect(() => read(path, "x".repeat(100))).toThrow("no zip archive");
  });
});

describe("a gem's specification", () => {
  const path = "usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.15.4-x86_64-linux.gemspec";

  it("is read as RubyGems writes it", () => {
    const text = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.15.4 x86_64-linux lib

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.15.4"
  s.platform = "x86_64-linux".freeze
  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.licenses = ["MIT".freeze, "Ruby"]
  s.add_dependency("racc".freeze, ["~> 1.4".freeze])
end
`;
    expect(read(path, text).packages).toEqual([
      {
        name: "nokogiri",
        version: "1.15.4",
        type: "gem",
        source: null,
        architecture: "x86_64-linux",
        licenses: ["MIT", "Ruby"],
        maintainer: null,
      },
    ]);
  });

  it.each([
    ['s.name = "a"\ns.version = Gem::Version.new("1.2")', "specifications/a.gemspec"],
    ["spec.name='a'\nspec.version = '1.2'", "specifications/a.gemspec"],
    ['s.name = "a"\ns.version = A::VERSION', "specifications/default/a-1.2.gemspec"],
    ['s.name = "a"\ns.version = A::VERSION', "specifications/a-1.2-java.gemspec"],
    ["# stub: a 1.2 ruby lib", "specifications/x.gemspec"],
  ])("is understood though written otherwise: %j", (text, file) => {
    expect(told(file, text)).toEqual(["gem a 1.2"]);
  });

  it("is never run, and says what it lacks", () => {
    expect(() => read("specifications/x.gemspec", 's.name = `id`\nraise "x"')).toThrow(
      "no name or no version",
    );
  });
});

describe("Composer's installed.json", () => {
  const one =
    '{"name":"symfony/http-kernel","version":"v5.4.20","license":["MIT","GPL-2.0-or-later"]}';

  it.each([
    ["of version 1", `[${one}]`],
    ["of version 2", `{"packages":[${one}],"dev":true,"dev-package-names":[]}`],
  ])("%s", (_, text) => {
    expect(read("vendor/composer/installed.json", text)).toMatchObject({
      packages: [
        {
          type: "composer",
          name: "symfony/http-kernel",
          version: "v5.4.20",
          licenses: ["MIT", "GPL-2.0-or-later"],
        },
      ],
      faults: [],
    });
  });

  it("says which packages it cannot use", () => {
    expect(read("vendor/composer/installed.json", '[{"name":"a/b"},5]').faults).toEqual([
      "a package without name or version (a/b)",
      "a package without name or version (unnamed)",
    ]);
  });
});

describe(".NET", () => {
  it("deps.json: what is shipped, the runtime included, not what only compiles", () => {
    const text = JSON.stringify({
      runtimeTarget: { name: ".NETCoreApp,Version=v8.0/linux-x64" },
      targets: {
        ".NETCoreApp,Version=v8.0/linux-x64": {
          "App/1.0.0": { runtime: { "App.dll": {} } },
          "Newtonsoft.Json/13.0.1": { runtime: { "lib/net6.0/Newtonsoft.Json.dll": {} } },
          "Compile.Only/1.0.0": {},
          "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { runtime: { x: {} } },
        },
      },
      libraries: {
        "App/1.0.0": { type: "project" },
        "Newtonsoft.Json/13.0.1": { type: "package", serviceable: true },
        "Compile.Only/1.0.0": { type: "package" },
        "Not.In.Target/2.0.0": { type: "package" },
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { type: "runtimepack" },
      },
    });
    expect(told("app/App.deps.json", text)).toEqual([
      "nuget Newtonsoft.Json 13.0.1",
      "nuget Not.In.Target 2.0.0",
      "nuget Microsoft.NETCore.App.Runtime.linux-x64 8.0.1",
    ]);
  });

  it("packages.lock.json: each once, no projects", () => {
    const text = JSON.stringify({
      version: 1,
      dependencies: {
        "net6.0": {
          A: { type: "Direct", requested: "[1.0.0, )", resolved: "1.0.0" },
          Mine: { type: "Project" },
        },
        "net8.0": { A: { type: "Transitive", resolved: "1.0.0" } },
      },
    });
    expect(told("packages.lock.json", text)).toEqual(["nuget A 1.0.0"]);
  });

  it("packages.config", () => {
    const text = `<?xml version="1.0"?><!-- <package id="Old" version="0.1" /> -->
<packages>
  <package id="A" version="1.0.0" targetFramework="net46" />
  <package id="Tool" version="1.0.0" developmentDependency="true" />
  <package version='2.0.0'
     id='B&amp;C' />
</packages>`;
    expect(told("packages.config", text)).toEqual(["nuget A 1.0.0", "nuget B&C 2.0.0"]);
  });

  it("Packages.props: versions, not variables", () => {
    const text = `<Project><ItemGroup>
<PackageVersion Include="A" Version="1.0.0" /><PackageReference Update="B" Version="2.0.0"/>
<PackageVersion Include="C" Version="$(CVersion)" /><PackageVersion Include="D" /></ItemGroup></Project>`;
    expect(read("Directory.Packages.props", text)).toMatchObject({
      packages: [{ name: "A" }, { name: "B" }],
      faults: ["C $(CVersion) is no one version"],
    });
  });
});

it("a Conda package's record", () => {
  const path = "opt/conda/conda-meta/numpy-1.26.4-py311_0.json";
  const text =
    '{"name":"numpy","version":"1.26.4","build":"py311_0","subdir":"linux-64","license":"BSD-3-Clause"}';
  expect(read(path, text).packages).toMatchObject([
    { type: "conda", name: "numpy", architecture: "linux-64", licenses: ["BSD-3-Clause"] },
  ]);
});

describe("Julia's manifest", () => {
  it.each([
    [
      "of the second format",
      `julia_version = "1.9.0"\nmanifest_format = "2.0"\n\n[[deps.JSON]]\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n\n[[deps.Dates]]\nuuid = "ade2ca70-3891-5945-98fb-dc099432e06a"\n`,
    ],
    [
      "of the first format",
      `julia_version = "1.9.0"\n[[JSON]]\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n[[Dates]]\nuuid = "ade2ca70-3891-5945-98fb-dc099432e06a"\n`,
    ],
  ])("%s", (_, text) => {
    expect(told("app/Manifest.toml", text)).toEqual(["julia JSON 0.21.4", "julia Dates 1.9.0"]);
    expect(read("app/Manifest.toml", text).packages?.[0]?.purl).toBe(
      "pkg:julia/JSON@0.21.4?uuid=682c06a0-de6a-54ab-a142-c8b1cf79cde6",
    );
  });
});

describe("a bill of materials", () => {
  const spdx = (...packages: object[]) => JSON.stringify({ spdxVersion: "SPDX-2.3", packages });
  const reference = (purl: string) => [
    { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
  ];

  it("of Bitnami", () => {
    const text = spdx(
      { name: "nginx", SPDXID: "SPDXRef-Package" },
      {
        name: "nginx",
        versionInfo: "1.25.3-2",
        licenseConcluded: "BSD-2-Clause",
        externalRefs: reference("pkg:bitnami/nginx@1.25.3-2?arch=amd64&distro=debian-12"),
      },
    );
    expect(read("opt/bitnami/nginx/.spdx-nginx.spdx", text)).toEqual({
      packages: [
        {
          name: "nginx",
          version: "1.25.3-2",
          type: "bitnami",
          purl: "pkg:bitnami/nginx@1.25.3-2?arch=amd64&distro=debian-12",
          source: null,
          architecture: "amd64",
          licenses: ["BSD-2-Clause"],
          maintainer: null,
        },
      ],
      faults: [],
    });
  });

  it("in CycloneDX, components within components", () => {
    const text = JSON.stringify({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      components: [
        {
          name: "core",
          purl: "pkg:npm/%40babel/core@7.0.0",
          licenses: [{ license: { id: "MIT" } }],
          components: [
            { name: "a", purl: "pkg:maven/org.apache/a@1.0" },
            {
              name: "v",
              purl: "pkg:golang/github.com/x/y@v1.2.3",
              licenses: [{ expression: "MIT OR ISC" }],
            },
            { name: "bash", purl: "pkg:rpm/redhat/bash@5.1-1?epoch=2&arch=x86_64" },
          ],
        },
        { name: "file without purl" },
        { name: "old", purl: "pkg:npm/old" },
        { name: "src", purl: "pkg:github/a/b@1" },
        { name: "other", purl: "pkg:hex/jason@1.1.2" },
        { name: "bad", purl: "nothing" },
      ],
    });
    const { packages, faults } = read("usr/share/app.cdx.json", text);
    expect(
      packages?.map(({ type, name, version, licenses }) => [type, name, version, ...licenses]),
    ).toEqual([
      ["npm", "@babel/core", "7.0.0", "MIT"],
      ["maven", "org.apache:a", "1.0"],
      ["golang", "github.com/x/y", "v1.2.3", "MIT OR ISC"],
      ["rpm", "bash", "2:5.1-1"],
    ]);
    expect(faults).toEqual([
      "old has no version",
      '"nothing" is no package URL',
      "1 of type hex, which is not read",
    ]);
  });

  it("that is none is told by its name only", () => {
    expect(read("app/bom.json", '{"parts":[]}')).toEqual({});
    expect(read("app/bom.json", "[]")).toEqual({});
    expect(() => read("app/x.spdx", "SPDXVersion: SPDX-2.3\n")).toThrow("not JSON");
    expect(() => read("app/x.spdx.json", "{}")).toThrow("neither CycloneDX nor SPDX 2");
  });
});

describe("Debian's licences", () => {
  const names = (text: string) => read("usr/share/doc/a/copyright", text).licenses?.[0]?.names;

  it("are the fields of a file that machines can read", () => {
    const text =
      "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n text\n\nFiles: x\nLicense: Expat\n\nLicense: GPL-2+\n";
    expect(names(text)).toEqual(["GPL-2.0-or-later", "MIT"]);
  });

  it("are the texts that prose points to", () => {
    expect(
      names("see /usr/share/common-licenses/LGPL-2.1. Also `/usr/share/common-licenses/GPL-3'."),
    ).toEqual(["LGPL-2.1", "GPL-3.0"]);
    expect(names("do what you like")).toBeUndefined();
  });
});

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
