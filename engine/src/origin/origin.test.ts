import { describe, expect, it } from "vitest";
import type { PackageType } from "../inventory/package.ts";
import { originOf } from "./origin.ts";

const layer = (index: number, command: string | null = null) => ({ index, command });
const nothing = { base: null };

describe("what brought a package, and the file to change for it", () => {
  it.each<[PackageType, string, string, readonly string[], string | null]>([
    ["deb", "openssl", "var/lib/dpkg/status", ["openssl"], null],
    ["npm", "qs", "app/node_modules/qs/package.json", ["qs"], "app/package.json"],
    ["npm", "qs", "node_modules/qs/package.json", ["qs"], "package.json"],
    [
      "npm",
      "qs",
      "app/node_modules/express/node_modules/body-parser/node_modules/qs/package.json",
      ["express", "body-parser", "qs"],
      "app/package.json",
    ],
    [
      "npm",
      "core",
      "app/node_modules/@babel/cli/node_modules/core/package.json",
      ["@babel/cli", "core"],
      "app/package.json",
    ],
    [
      "npm",
      "qs",
      "app/node_modules/.pnpm/express@4.1.0/node_modules/qs/package.json",
      ["qs"],
      "app/package.json",
    ],
    [
      "npm",
      "tar",
      "usr/local/lib/node_modules/npm/node_modules/tar/package.json",
      ["npm", "tar"],
      null,
    ],
    ["npm", "shop", "app/packages/shop/package.json", ["shop"], "app/packages/shop/package.json"],
    [
      "npm",
      "qs",
      "app/packages/shop/node_modules/qs/package.json",
      ["qs"],
      "app/packages/shop/package.json",
    ],
    [
      "maven",
      "org.a:log4j",
      "opt/app.war/WEB-INF/lib/log4j-2.14.jar",
      ["app.war", "log4j-2.14.jar", "org.a:log4j"],
      "pom.xml",
    ],
    ["golang", "golang.org/x/net", "usr/bin/app", ["usr/bin/app", "golang.org/x/net"], "go.mod"],
    ["golang", "golang.org/x/net", "src/go.mod", ["golang.org/x/net"], "go.mod"],
    ["cargo", "time", "usr/bin/rg", ["usr/bin/rg", "time"], "Cargo.toml"],
    ["cargo", "time", "src/Cargo.lock", ["time"], "src/Cargo.toml"],
    [
      "pypi",
      "requests",
      "usr/lib/python3/site-packages/requests-2.dist-info/METADATA",
      ["requests"],
      "requirements.txt",
    ],
    ["pypi", "requests", "app/poetry.lock", ["requests"], "app/pyproject.toml"],
    ["composer", "a/b", "app/vendor/composer/installed.json", ["a/b"], "app/composer.json"],
    ["gem", "rack", "app/Gemfile.lock", ["rack"], "app/Gemfile"],
    ["generic", "x", "", ["x"], null],
  ])("%s %s in %s", (type, name, path, chain, manifest) => {
    const origin = originOf({ name, type, path, layer: layer(0) }, nothing);
    expect(origin).toMatchObject({ chain, manifest });
  });

  it("says what needs it where the system's database tells", () => {
    const one = {
      name: "libssl3",
      type: "deb" as const,
      path: "",
      broughtBy: ["curl", "libcurl4"],
    };
    expect(originOf({ ...one, layer: null }, nothing).chain).toEqual([
      "curl",
      "libcurl4",
      "libssl3",
    ]);
  });

  it("names the system's package that brought a module", () => {
    const one = { name: "six", type: "pypi" as const, path: "usr/lib/six", ownedBy: "python3-six" };
    expect(originOf({ ...one, layer: null }, nothing).chain).toEqual(["python3-six", "six"]);
  });
});

it.each([
  [null, 0, null],
  [2, 1, "base"],
  [2, 2, "own"],
  [0, 0, "own"],
] as const)("of a base of %s layers, what layer %i brought is %s", (layers, index, from) => {
  const one = { name: "a", type: "deb" as const, path: "", layer: layer(index, "/bin/sh -c make") };
  const origin = originOf(one, {
    base: { layers },
    lines: new Map([[2, { number: 7, text: "RUN make" }]]),
  });
  expect(origin).toMatchObject({ from, instruction: { text: "RUN make" } });
  expect(origin.line?.number).toBe(index === 2 ? 7 : undefined);
});
