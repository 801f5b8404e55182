import { describe, expect, it } from "vitest";
import {
  buildImage,
  database,
  debianRelease,
  dpkgStatus,
  type Entry,
  file,
  hardlink,
  packageJson,
  symlink,
} from "../../test/build-image.ts";
import type { Image } from "../image/image.ts";
import { type ScanOptions, scanImage } from "../scan.ts";

const nothing = database({});
const scan = (image: Image, options: Partial<ScanOptions> = {}) =>
  scanImage(image, { database: nothing, ...options });
/** `name version layer` of what is installed. */
async function installed(...layers: readonly (readonly Entry[])[]): Promise<string[]> {
  const { packages } = await scan(buildImage(layers));
  return packages.map(({ name, version, layer }) => `${name} ${version} ${layer.index}`);
}
const module = (path: string, name = path, version = "1.0.0") =>
  file(`${path}/package.json`, packageJson(name, version));

describe("links", () => {
  const status = dpkgStatus("zlib1g 1:1.2.13.dfsg-1 zlib");

  it.each<[string, Entry[][]]>([
    [
      "the folder is a link",
      [[...debianRelease, symlink("var/lib/dpkg", "/srv/dpkg"), file("srv/dpkg/status", status)]],
    ],
    [
      "the folder is a relative link",
      [
        [
          ...debianRelease,
          symlink("var/lib/dpkg", "../../srv/dpkg"),
          file("srv/dpkg/status", status),
        ],
      ],
    ],
    [
      "a folder above is a link",
      [[...debianRelease, symlink("var", "data"), file("data/lib/dpkg/status", status)]],
    ],
    [
      "the file is a link",
      [
        [
          ...debianRelease,
          symlink("var/lib/dpkg/status", "real"),
          file("var/lib/dpkg/real", status),
        ],
      ],
    ],
    [
      "the link comes in a layer above",
      [[...debianRelease, file("srv/dpkg/status", status)], [symlink("var/lib/dpkg", "/srv/dpkg")]],
    ],
    [
      "the link leads through another",
      [
        [
          ...debianRelease,
          symlink("var/lib/dpkg", "/a/dpkg"),
          symlink("a", "b"),
          file("b/dpkg/status", status),
        ],
      ],
    ],
    [
      "the link climbs past the root",
      [
        [
          ...debianRelease,
          symlink("var/lib/dpkg", "../../../../../srv"),
          file("srv/status", status),
        ],
      ],
    ],
    [
      "the file is a hard link",
      [[...debianRelease, file("store/1", status), hardlink("var/lib/dpkg/status", "store/1")]],
    ],
    [
      "the file is a hard link to a lower layer's",
      [[...debianRelease, file("store/1", status)], [hardlink("var/lib/dpkg/status", "/store/1")]],
    ],
  ])("are followed when %s", async (_, layers) => {
    const { packages, os } = await scan(buildImage(layers));
    expect(os?.release).toBe("12");
    expect(packages.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "zlib1g var/lib/dpkg/status",
    ]);
  });

  it("keep the origin in the lowest layer", async () => {
    expect(
      await installed(
        [
          ...debianRelease,
          symlink("var/lib/dpkg", "/srv/dpkg"),
          file("srv/dpkg/status", dpkgStatus("a 1")),
        ],
        [file("srv/dpkg/status", dpkgStatus("a 1", "b 2"))],
      ),
    ).toEqual(["a 1 0", "b 2 1"]);
  });

  it("to a module bring it in; to one that is read anyway they do not bring it twice", async () => {
    expect(
      await installed([
        module("node_modules/.store/a@1/node_modules/a", "a"),
        symlink("node_modules/a", ".store/a@1/node_modules/a"),
        module("packages/b", "b"),
        symlink("node_modules/b", "../packages/b"),
        file("store/c.json", packageJson("c", "3.0.0")),
        hardlink("node_modules/c/package.json", "store/c.json"),
      ]),
    ).toEqual(["a 1.0.0 0", "b 1.0.0 0", "c 3.0.0 0"]);
  });

  it("that lead nowhere or in circles are said", async () => {
    const { packages, skipped } = await scan(
      buildImage([
        [
          symlink("var/lib/dpkg/status", "status"),
          hardlink("node_modules/a/package.json", "gone"),
          symlink("etc/os-release", "../usr/lib/os-release"),
          symlink("node_modules/x", "y"),
          symlink("node_modules/y", "x"),
        ],
      ]),
    );
    expect(packages).toEqual([]);
    expect(skipped).toEqual([
      {
        path: "node_modules/a/package.json",
        layer: 0,
        reason: "a hard link to a file that is not there",
      },
      { path: "var/lib/dpkg/status", layer: 0, reason: "symbolic links that lead in circles" },
    ]);
  });

  it("behind which too much lies are given up and said", async () => {
    const many = Array.from({ length: 50 }, (_, n) => file(`real/${n}`));
    const { skipped } = await scan(buildImage([[symlink("node_modules", "real"), ...many]]), {
      limits: { linkSteps: 10 },
    });
    expect(skipped[0]?.reason).toContain("linkSteps");
  });
});
