import { describe, expect, it } from "vitest";
import { baseOf, imageWith, installed, layer } from "../../test/remedies.ts";
import { changesOf } from "../../test/told-plan.ts";
import type { Package } from "../inventory/package.ts";
import { planRemedy } from "./plan-remedy.ts";

describe("the change in the ecosystem's own words", () => {
  it.each<[string, Package, string, readonly string[]]>([
    [
      "npm/@babel/core",
      installed("npm", "@babel/core", "7.1.0"),
      "7.1.1",
      [
        "$ npm install --save-exact @babel/core@7.1.1 && npm pkg set 'overrides[@babel/core@7 - 7.1.1]=$@babel/core' && npm install",
        'app/package.json: "dependencies": { "@babel/core": "7.1.1" },\n"overrides": { "@babel/core@7 - 7.1.1": "$@babel/core" }',
      ],
    ],
    [
      "npm/qs",
      installed("npm", "qs", "6.5.2", {
        path: "app/node_modules/express/node_modules/qs/package.json",
      }),
      "6.5.3",
      [
        "$ npm pkg set 'overrides[qs@6 - 6.5.3]=6.5.3' && npm install",
        'app/package.json: "overrides": { "qs@6 - 6.5.3": "6.5.3" }',
      ],
    ],
    [
      "npm/typescript",
      installed("npm", "typescript", "5.0.0", {
        path: "usr/local/lib/node_modules/typescript/package.json",
      }),
      "5.0.1",
      ["RUN npm install -g typescript@5.0.1", "$ npm install -g typescript@5.0.1"],
    ],
    [
      "npm/tar",
      installed("npm", "tar", "6.1.0", {
        path: "usr/local/lib/node_modules/npm/node_modules/tar/package.json",
      }),
      "6.2.1",
      ["RUN npm install -g npm@latest", "$ npm install -g npm@latest"],
    ],
    [
      "npm/qs",
      installed("npm", "qs", "6.5.2", {
        path: "app/node_modules/.pnpm/qs@6.5.2/node_modules/qs/package.json",
      }),
      "6.5.3",
      [
        'pnpm-workspace.yaml: overrides: { "qs@6": "6.5.3" }',
        'app/package.json: "pnpm": { "overrides": { "qs@6": "6.5.3" } }',
      ],
    ],
    [
      "npm/qs",
      installed("npm", "qs", "6.5.2", { path: "app/.pnp.cjs" }),
      "6.5.3",
      ['app/package.json: "resolutions": { "qs": "6.5.3" }'],
    ],
    [
      "npm/qs",
      installed("npm", "qs", "6.5.2", { path: "app/yarn.lock" }),
      "6.5.3",
      ['app/package.json: "resolutions": { "qs": "6.5.3" }'],
    ],
    [
      "npm/qs",
      installed("npm", "qs", "6.5.2", { path: "" }),
      "6.5.3",
      [
        "$ npm install --save-exact qs@6.5.3 && npm pkg set 'overrides[qs@6 - 6.5.3]=$qs' && npm install",
        'package.json: "dependencies": { "qs": "6.5.3" },\n"overrides": { "qs@6 - 6.5.3": "$qs" }',
      ],
    ],
    [
      "npm/yarn",
      installed("npm", "yarn", "1.21.0", { path: "opt/yarn-v1.21.0/package.json" }),
      "1.22.13",
      [],
    ],
    [
      "PyPI/requests",
      installed("pypi", "requests", "2.30.0"),
      "2.31.0",
      ["requirements.txt: requests==2.31.0", "$ pip install requests==2.31.0"],
    ],
    [
      "PyPI/requests",
      installed("pypi", "requests", "2.30.0", { path: "app/poetry.lock" }),
      "2.31.0",
      ["$ poetry add requests==2.31.0"],
    ],
    [
      "PyPI/requests",
      installed("pypi", "requests", "2.30.0", { path: "app/uv.lock" }),
      "2.31.0",
      ["$ uv lock --upgrade-package requests==2.31.0"],
    ],
    [
      "RubyGems/rack",
      installed("gem", "rack", "2.2.3"),
      "2.2.8",
      ['app/Gemfile: gem "rack", ">= 2.2.8"', "$ bundle update --conservative rack"],
    ],
    [
      "Packagist/symfony/http-kernel",
      installed("composer", "symfony/http-kernel", "v5.4.1"),
      "5.4.20",
      [
        "$ composer require 'symfony/http-kernel:^5.4.20' -W",
        'app/composer.json: "symfony/http-kernel": "^5.4.20"',
      ],
    ],
    [
      "crates.io/time",
      installed("cargo", "time", "0.3.1", { path: "src/Cargo.lock" }),
      "0.3.36",
      ["$ cargo update time --precise 0.3.36", 'src/Cargo.toml: time = "0.3.36"'],
    ],
    [
      "crates.io/time",
      installed("cargo", "time", "0.1.40", { path: "src/Cargo.lock" }),
      "0.2.23",
      ['src/Cargo.toml: time = "0.2.23"'],
    ],
    [
      "Go/golang.org/x/net",
      installed("golang", "golang.org/x/net", "v0.7.0"),
      "0.17.0",
      [
        "$ go get golang.org/x/net@v0.17.0 && go mod tidy",
        "go.mod: require golang.org/x/net v0.17.0",
      ],
    ],
    [
      "Go/github.com/docker/docker",
      installed("golang", "github.com/docker/docker", "v20.10.1+incompatible"),
      "20.10.27",
      [
        "$ go get github.com/docker/docker@v20.10.27+incompatible && go mod tidy",
        "go.mod: require github.com/docker/docker v20.10.27+incompatible",
      ],
    ],
    [
      "Go/github.com/a/b",
      installed("golang", "github.com/a/b", "v1.2.0"),
      "2.0.1",
      [
        "$ go get github.com/a/b/v2@v2.0.1 && go mod tidy # imports of github.com/a/b become github.com/a/b/v2",
        "go.mod: require github.com/a/b/v2 v2.0.1",
      ],
    ],
    [
      "Go/stdlib",
      installed("golang", "stdlib", "v1.21.3"),
      "1.21.8",
      [
        "FROM golang:1.21.8 for FROM golang:1.21.3",
        "$ go get toolchain@go1.21.8",
        "go.mod: toolchain go1.21.8",
      ],
    ],
    [
      "NuGet/newtonsoft.json",
      installed("nuget", "Newtonsoft.Json", "12.0.1"),
      "13.0.1",
      [
        "$ dotnet add package Newtonsoft.Json --version 13.0.1",
        '*.csproj: <PackageReference Include="Newtonsoft.Json" Version="13.0.1" />',
      ],
    ],
    [
      "Julia/HTTP",
      installed("julia", "HTTP", "1.0.0", { path: "app/Manifest.toml" }),
      "1.0.1",
      [
        `$ julia -e 'using Pkg; Pkg.add(name="HTTP", version="1.0.1")'`,
        'app/Project.toml: HTTP = "1.0.1"',
      ],
    ],
  ])("%s", (key, one, fixed, expected) => {
    expect(changesOf(imageWith([one], { [key]: [`CVE-1: <${fixed}`] }))).toEqual(expected);
  });

  it("is one for all that an application has of a module, whoever asked for it", () => {
    const below = (parent: string) => ({
      path: `app/node_modules/${parent}/node_modules/qs/package.json`,
    });
    const known = { "npm/qs": ["CVE-1: <6.14.1"] };
    const others = [
      installed("npm", "qs", "6.5.2", below("a")),
      installed("npm", "qs", "6.11.0", below("b")),
    ];
    const overriding = (value: string) =>
      `npm pkg set 'overrides[qs@6 - 6.14.1]=${value}' && npm install`;
    const change = (...packages: Package[]) => {
      const plan = planRemedy(imageWith(packages, known));
      expect(plan.steps).toHaveLength(1);
      return plan.steps[0]?.changes.find(({ kind }) => kind === "command")?.text;
    };
    expect(change(...others)).toBe(overriding("6.14.1"));
    // What the application may ask for itself it must ask for in that version, or npm refuses.
    expect(change(installed("npm", "qs", "6.9.0"), ...others)).toBe(
      `npm install --save-exact qs@6.14.1 && ${overriding("$qs")}`,
    );
    expect(change(installed("npm", "qs", "7.0.0"), ...others)).toBe(overriding("6.14.1"));
  });

  it("overrides below 1.0 what is compatible with what is there", () => {
    const one = installed("npm", "a", "0.21.0");
    const [command] = changesOf(imageWith([one], { "npm/a": ["CVE-1: <0.21.2"] }));
    expect(command).toContain("overrides[a@0.21 - 0.21.2]");
  });

  it("is Maven's and Gradle's for a jar", () => {
    const one = installed("maven", "org.yaml:snakeyaml", "1.26");
    const [pom, maven, gradle] = changesOf(
      imageWith([one], { "Maven/org.yaml:snakeyaml": ["CVE-1: <1.32"] }),
    );
    expect(maven).toBe(
      "$ mvn versions:use-dep-version -Dincludes=org.yaml:snakeyaml -DdepVersion=1.32 -DforceVersion=true",
    );
    expect(pom).toMatch(/^pom.xml: <dependencyManagement>.*<version>1.32<\/version>/s);
    expect(gradle).toContain('implementation("org.yaml:snakeyaml:1.32")');
  });

  it.each([
    ["27.0-jre", "32.0.0", "32.0.0-jre"],
    ["27.0-android", "32.0.0-android", "32.0.0-android"],
    ["4.1.54.Final", "4.1.108.FINAL", "4.1.108.Final"],
    ["2.14.1", "2.17.0", "2.17.0"],
  ])("spells what fixes %s as the artifact does: %s is %s", (from, fixed, to) => {
    const one = installed("maven", "a:b", from);
    const { steps } = planRemedy(imageWith([one], { "Maven/a:b": [`CVE-1: <${fixed}`] }));
    expect(steps[0]?.packages[0]?.to).toBe(to);
  });

  it("is a line of one's own for what lies in the base", () => {
    const one = installed("pypi", "setuptools", "65.5.1");
    const input = imageWith(
      [one],
      { "PyPI/setuptools": ["CVE-1: <70.0.0"] },
      { base: baseOf(1, "python:3.12") },
    );
    expect(changesOf(input)).toEqual([
      "RUN pip install --no-cache-dir setuptools==70.0.0",
      "$ pip install setuptools==70.0.0",
    ]);
  });
});

it.each([
  ["ADD https://a.org/b /usr/bin/b", "optional"],
  ["RUN curl -fsSL https://a.org/b -o /usr/bin/b", "optional"],
  ["RUN wget https://a.org/b", "optional"],
  ["RUN apt-get install -y curl && go build -o /usr/bin/b", "steps"],
  ["COPY /b /usr/bin/b # buildkit", "steps"],
] as const)("what a layer of %s brought is among the %s", (command, where) => {
  const one = installed("golang", "a.org/b", "v1.0.0", { layer: layer(0, command) });
  const plan = planRemedy(imageWith([one], { "Go/a.org/b": ["CVE-1: <1.0.1"] }));
  expect(plan[where].map(({ packages }) => packages[0]?.to)).toEqual(["v1.0.1"]);
});
