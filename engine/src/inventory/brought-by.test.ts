import { describe, expect, it } from "vitest";
import { buildImage, file } from "../../test/build-image.ts";
import { readInventory } from "../read-inventory.ts";

type Files = Readonly<Record<string, string>>;

/** `NAME: WAY` of each package that was brought. */
async function brought(...layers: Files[]): Promise<Record<string, string>> {
  const image = buildImage(
    layers.map((files) => Object.entries(files).map(([name, content]) => file(name, content))),
  );
  const { packages } = await readInventory(image);
  return Object.fromEntries(
    packages.flatMap(({ name, broughtBy }) => (broughtBy ? [[name, broughtBy.join(" > ")]] : [])),
  );
}

const deb = (name: string, fields = "") =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\n${fields}`;
const debian = (...packages: string[]) => ({ "var/lib/dpkg/status": packages.join("\n") });
const auto = (...names: string[]) => ({
  "var/lib/apt/extended_states": names
    .map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`)
    .join("\n"),
});
const alpine = (world: string, ...records: string[]) => ({
  "lib/apk/db/installed": records.map((record) => `${record}\n\n`).join(""),
  "etc/apk/world": world,
});
const module = (fields: object) => JSON.stringify({ version: "1.0.0", ...fields });

describe("by what a package was brought", () => {
  it.each<[string, Files[], Record<string, string>]>([
    [
      "Debian's, by what needs it, on the shortest way",
      [
        {
          ...debian(
            deb("curl", "Depends: libcurl4 (= 1), libssl3 (>= 3)\n"),
            deb("libcurl4", "Pre-Depends: libssl3\nRecommends: ca-certificates\n"),
            deb("libssl3"),
            deb("ca-certificates"),
          ),
          ...auto("libcurl4", "libssl3", "ca-certificates"),
        },
      ],
      { libcurl4: "curl", libssl3: "curl", "ca-certificates": "curl > libcurl4" },
    ],
    [
      "Debian's, by another name and one of several",
      [
        {
          ...debian(
            deb("app", "Depends: none | mail-agent:any, gone\n"),
            deb("exim", "Provides: mail-agent (= 2), other\n"),
          ),
          ...auto("exim"),
        },
      ],
      { exim: "app" },
    ],
    [
      "Debian's in a circle, and what nothing leads to",
      [
        {
          ...debian(deb("a", "Depends: b\n"), deb("b", "Depends: a\n"), deb("c")),
          ...auto("b", "c"),
        },
      ],
      { b: "a" },
    ],
    [
      "nothing where apt does not say who asked",
      [debian(deb("curl", "Depends: libcurl4\n"), deb("libcurl4"))],
      {},
    ],
    [
      "as the uppermost layer has it",
      [
        { ...debian(deb("a", "Depends: b\n"), deb("b")), ...auto("b") },
        { ...debian(deb("a"), deb("c", "Depends: b\n"), deb("b")), ...auto("b") },
      ],
      { b: "c" },
    ],
    [
      "Alpine's, by libraries and names",
      [
        alpine(
          "curl=8.5.0-r0\nbusybox@edge\n",
          "P:curl\nV:1\nD:so:libcurl.so.4 !other ca-certificates>=2",
          "P:libcurl\nV:1\np:so:libcurl.so.4=4.8 cmd:x=1\nD:so:libz.so.1",
          "P:zlib\nV:1\np:so:libz.so.1=1.3",
          "P:ca-certificates\nV:1",
          "P:busybox\nV:1\nD:so:libz.so.1",
        ),
      ],
      { libcurl: "curl", "ca-certificates": "curl", zlib: "busybox" },
    ],
    [
      "modules that lie flat, as Node finds them",
      [
        {
          "app/package.json": module({
            name: "app",
            private: true,
            dependencies: { express: "4" },
          }),
          "app/node_modules/express/package.json": module({
            name: "express",
            dependencies: { qs: "1", "@s/a": "1" },
          }),
          "app/node_modules/express/node_modules/qs/package.json": module({ name: "qs" }),
          "app/node_modules/qs/package.json": module({ name: "qs", version: "2.0.0" }),
          "app/node_modules/@s/a/package.json": module({
            name: "@s/a",
            optionalDependencies: { b: "1" },
          }),
          "app/node_modules/b/package.json": module({ name: "b", devDependencies: { c: "1" } }),
          "app/node_modules/c/package.json": module({ name: "c" }),
        },
      ],
      { qs: "express", "@s/a": "express", b: "express > @s/a" },
    ],
    [
      "modules of workspaces, those above too",
      [
        {
          "packages/web/package.json": module({ name: "web", dependencies: { a: "1" } }),
          "node_modules/a/package.json": module({ name: "a", dependencies: { b: "1" } }),
          "node_modules/b/package.json": module({ name: "b" }),
        },
      ],
      { b: "a" },
    ],
    [
      "nothing of modules without an application's manifest",
      [
        {
          "node_modules/a/package.json": module({ name: "a", dependencies: { b: "1" } }),
          "node_modules/b/package.json": module({ name: "b" }),
        },
      ],
      {},
    ],
  ])("%s", async (_, layers, expected) => {
    expect(await brought(...layers)).toEqual(expected);
  });

  it("ends for a way of any length", async () => {
    const all = Array.from({ length: 2000 }, (_, at) => deb(`p${at}`, `Depends: p${at + 1}\n`));
    const names = all.slice(1).map((_, at) => `p${at + 1}`);
    const ways = await brought({ ...debian(...all), ...auto(...names) });
    expect(Object.keys(ways)).toHaveLength(30);
  });
});
