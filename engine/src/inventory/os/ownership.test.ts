import { describe, expect, it } from "vitest";
import {
  alpineRelease,
  buildImage,
  database,
  debianRelease,
  type Entry,
  file,
  hardlink,
  packageJson,
  symlink,
} from "../../../test/build-image.ts";
import { type RpmSample, rpmHeader, sqliteDatabase } from "../../../test/build-rpm.ts";
import { scanImage } from "../../scan.ts";

const scan = (...layers: readonly (readonly Entry[])[]) =>
  scanImage(buildImage(layers), { database: database({}) });
const listed = (packages: readonly { name: string; ownedBy: string | null }[]) =>
  packages.map(({ name, ownedBy }) => `${name} of ${ownedBy}`);

const status = (name: string, maintainer: string) =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1-1\nSource: src\nArchitecture: all\nMaintainer: ${maintainer}\n\n`;
const egg = (path: string) => file(path, "Name: six\nVersion: 1.16.0\n");

describe("a language's package in a file of the system's package", () => {
  it.each<[string, string, string]>([
    ["in dpkg's list", "var/lib/dpkg/info/python3-six.list", "/.\n/usr\n/usr/lib/six-1.egg-info\n"],
    [
      "in dpkg's sums",
      "var/lib/dpkg/info/python3-six.md5sums",
      "d41d8cd98f00b204e9800998ecf8427e  usr/lib/six-1.egg-info\n",
    ],
    [
      "under its name before the move to /usr",
      "var/lib/dpkg/info/python3-six:all.list",
      "/lib/six-1.egg-info\n",
    ],
  ])("counts as the latter: %s", async (_, list, text) => {
    const { packages, leftOut } = await scan([
      ...debianRelease,
      file("var/lib/dpkg/status", status("python3-six", "D <d@debian.org>")),
      file(list, text),
      egg("usr/lib/six-1.egg-info"),
      egg("opt/venv/six-1.egg-info"),
    ]);
    expect(listed(packages)).toEqual(["python3-six of null", "six of null"]);
    expect(listed(leftOut)).toEqual(["six of python3-six"]);
    expect(leftOut[0]?.reason).toBe("part of python3-six, which is counted and checked");
  });

  it("counts by itself where a third party made the package: no advisories speak of that", async () => {
    const { packages, leftOut } = await scan([
      ...debianRelease,
      file("var/lib/dpkg/status", status("nodejs", "N <n@nodesource.com>")),
      file("var/lib/dpkg/info/nodejs.list", "/usr/lib/node_modules/npm/package.json\n"),
      file("usr/lib/node_modules/npm/package.json", packageJson("npm", "10.8.1")),
    ]);
    expect(listed(packages)).toEqual(["nodejs of null", "npm of nodejs"]);
    expect(leftOut).toEqual([]);
  });

  const unknown = /the advisory database does not know Red Hat: 1 package not checked/;
  const foreign = /nodejs is not the distribution's own .*1 package not checked/;
  it.each([
    ["Red Hat, Inc.", ["nodejs of null"], ["npm of nodejs"], unknown],
    ["Rocky Enterprise Software Foundation", ["nodejs of null"], ["npm of nodejs"], unknown],
    ["NodeSource", ["npm of nodejs", "nodejs of null"], [], foreign],
    [undefined, ["npm of nodejs", "nodejs of null"], [], foreign],
  ])("by RPM's lists of files, the vendor being %s", async (vendor, counted, left, reason) => {
    const path = "/usr/lib/node_modules/npm/package.json";
    const sample: RpmSample = {
      name: "nodejs",
      arch: "x86_64",
      ...(vendor ? { vendor } : {}),
      files: { [path]: 0o100644 },
    };
    const { packages, leftOut, os, skipped } = await scan([
      file(
        "etc/os-release",
        'ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n',
      ),
      { name: "usr/lib/sysimage/rpm/rpmdb.sqlite", content: sqliteDatabase([rpmHeader(sample)]) },
      file(path.slice(1), packageJson("npm", "10.8.1")),
    ]);
    expect(listed(packages)).toEqual(counted);
    expect(listed(leftOut)).toEqual(left);
    expect(os).toMatchObject({ family: "rhel", release: "9" });
    expect(packages.find(({ type }) => type === "rpm")?.purl).toBe(
      "pkg:rpm/redhat/nodejs@1.0-1?arch=x86_64&distro=rhel-9.4",
    );
    // Never silently zero.
    expect(skipped).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(reason) }),
    );
  });
});

it("what the advisories do not know is said once an ecosystem, with its count", async () => {
  const { packages, skipped } = await scan([
    ...alpineRelease(),
    file(
      "app/vendor/composer/installed.json",
      '[{"name":"a/b","version":"1.0.0"},{"name":"a/c","version":"1.0.0"}]',
    ),
    file("gems/specifications/a-1.gemspec", "# stub: a 1 ruby lib\n"),
  ]);
  expect(packages).toHaveLength(3);
  expect(skipped.map(({ reason }) => reason)).toEqual([
    "the advisory database does not know Packagist: 2 packages not checked",
    "the advisory database does not know RubyGems: 1 package not checked",
  ]);
});

describe("a bill of materials", () => {
  const bom = (...purls: string[]) =>
    JSON.stringify({
      bomFormat: "CycloneDX",
      components: purls.map((purl) => ({ name: "x", purl })),
    });

  it("adds what nothing else in the image names", async () => {
    const { packages, leftOut } = await scan([
      ...debianRelease,
      file("var/lib/dpkg/status", status("bash", "D <d@debian.org>")),
      file("node_modules/a/package.json", packageJson("a", "1.0.0")),
      file(
        "x.cdx.json",
        bom("pkg:npm/a@1.0.0?x=y", "pkg:npm/b@2.0.0", "pkg:deb/debian/bash@1-1?arch=amd64"),
      ),
      file("y.cdx.json", bom("pkg:npm/b@2.0.0")),
    ]);
    expect(packages.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "bash var/lib/dpkg/status",
      "a node_modules/a/package.json",
      expect.stringMatching(/^b [xy]\.cdx\.json$/),
    ]);
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual(
      ["bash", "a", "b"].map((name) => `${name}: the same package is read from another file`),
    );
  });
});

it("a module that Yarn's map names and a folder holds counts once", async () => {
  const { packages, leftOut } = await scan([
    file(
      "app/.pnp.data.json",
      '{"packageRegistryData":[["a",[["npm:1.0.0",{}]]],["b",[["npm:1.0.0",{}]]]]}',
    ),
    file("app/.yarn/unplugged/a-npm-1.0.0/node_modules/a/package.json", packageJson("a", "1.0.0")),
  ]);
  expect(packages.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(leftOut.map(({ name }) => name)).toEqual(["a"]);
});

it("Debian's licences come from the package's own file, or its source's other packages", async () => {
  const { packages } = await scan([
    ...debianRelease,
    file("var/lib/dpkg/status", status("a", "x") + status("b", "x")),
    file(
      "usr/share/doc/a/copyright",
      "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nLicense: Expat\n",
    ),
  ]);
  expect(packages.map(({ licenses }) => licenses)).toEqual([["MIT"], ["MIT"]]);
});

it("a licence behind a link is not worth reading a layer again", async () => {
  const log: string[] = [];
  const doc = "usr/share/doc";
  const layer = [
    ...debianRelease,
    file("var/lib/dpkg/status", status("a", "x")),
    file(`${doc}/a/LICENSE`, "License: MIT\n"),
    symlink(`${doc}/a/copyright`, "LICENSE"),
    hardlink(`${doc}/b/copyright`, `${doc}/a/LICENSE`),
  ];
  const { packages, skipped } = await scanImage(buildImage([layer]), {
    database: database({ "Debian:12/x": [] }),
    log: (_, message) => log.push(message),
  });
  expect(packages.map(({ licenses }) => licenses)).toEqual([[]]);
  expect(log.filter((message) => message.includes("again"))).toEqual([]);
  expect(skipped).toEqual([]);
});

it("an RPM database that a newer one has replaced is told and not read", async () => {
  const { packages, skipped } = await scan([
    {
      name: "var/lib/rpm/rpmdb.sqlite",
      content: sqliteDatabase([rpmHeader({ name: "new" })]),
    },
    file("var/lib/rpm/Packages.db", "old"),
  ]);
  expect(packages.map(({ name }) => name)).toEqual(["new"]);
  expect(skipped.map(({ path, layer }) => [path, layer])).toContainEqual([
    "var/lib/rpm/Packages.db",
    0,
  ]);
});
