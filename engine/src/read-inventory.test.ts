import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type DockerRegistry, hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildImage,
  debianRelease,
  dpkgStatus,
  type Entry,
  file,
  layoutFiles,
  packageJson,
  sha256,
  tar,
  tarOfFiles,
  writeFiles,
} from "../test/build-image.ts";
import { pushImages } from "../test/push.ts";
import { openSource } from "./image/source.ts";
import { type InventoryResult, readInventory } from "./read-inventory.ts";

/** One image's files, as a single layer: a folder has no others. */
const entries: Entry[] = [
  ...debianRelease,
  file("srv/dpkg/status", dpkgStatus("zlib1g 1:1.2.13-1 zlib", "base-files 12.4")),
  { name: "var/lib/dpkg", flag: "2", link: "/srv/dpkg" },
  file("opt/app/node_modules/a/package.json", packageJson("a", "1.0.0")),
  file("opt/app/node_modules/@s/b/package.json", packageJson("@s/b", "2.0.0")),
];
let root: string;
let registry: DockerRegistry | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "plimsoll-same-"));
  const files = layoutFiles([{ layers: [entries], tag: "1" }]);
  await writeFiles(join(root, "layout"), files);
  await writeFile(join(root, "oci.tar"), tarOfFiles(files));
  await writeFile(join(root, "oci.tar.gz"), gzipSync(tarOfFiles(files)));
  const config = Buffer.from(JSON.stringify({ rootfs: { diff_ids: [sha256(tar(entries))] } }));
  const manifest = [{ Config: "c.json", RepoTags: ["a:1"], Layers: ["0/layer.tar"] }];
  const saved = new Map([
    ["c.json", config],
    ["0/layer.tar", tar(entries)],
    ["manifest.json", Buffer.from(JSON.stringify(manifest))],
  ]);
  await writeFile(join(root, "docker.tar"), tarOfFiles(saved));
  for (const { name, content, link } of entries) {
    const path = join(root, "folder", String(name));
    await mkdir(join(path, ".."), { recursive: true });
    if (link) await symlink(link, path);
    else await writeFile(path, content ?? "");
  }
  if (!hasDockerRegistry) return;
  registry = await startDockerRegistry();
  await pushImages(`http://${registry.host}`, "same", "1", [{ layers: [entries] }]);
});
afterAll(async () => {
  await registry?.close();
  await rm(root, { recursive: true, force: true });
});

/** What is installed, without what names the image and its layer. */
function contents({ os, packages, leftOut, skipped }: InventoryResult): unknown {
  const bare = packages.map(({ layer, ...rest }) => ({ ...rest, layer: layer.index }));
  return { os, packages: bare, leftOut, skipped };
}

async function readFrom(reference: string): Promise<unknown> {
  const source = await openSource(reference);
  try {
    const artifact = await source.resolve();
    if (artifact.kind !== "image") throw new Error("it is an image");
    return contents(await readInventory(artifact));
  } finally {
    await source.close();
  }
}

describe("an image's inventory is the same", () => {
  it("from a registry, a layout, archives and a folder", async () => {
    const expected = contents(await readInventory(buildImage([entries])));
    expect(expected).toMatchObject({ os: { family: "debian" }, packages: { length: 4 } });
    const places = ["oci:layout", "oci.tar", "oci.tar.gz", "docker.tar", "dir:folder"].map((name) =>
      name.replace(/^(oci:|dir:)?/, (transport) => `${transport}${root}/`),
    );
    for (const place of [...places, ...(registry ? [`${registry.host}/same:1`] : [])])
      expect([place, await readFrom(place)]).toEqual([place, expected]);
  });

  it("from gzip, zstd and plain layers, read one at a time or many", async () => {
    const layers = Array.from({ length: 12 }, (_, n): Entry[] => [
      ...(n === 0 ? entries : []),
      file(`opt/${n}/node_modules/m/package.json`, packageJson(`m${n}`, `${n}.0.0`)),
      file(`opt/${n - 3}/.wh.node_modules`),
    ]);
    const stored = [gzipSync, zstdCompressSync, (bytes: Buffer) => bytes].map((pack) =>
      layers.map((one) => ({ tar: tar(one), stored: pack(tar(one)) })),
    );
    const expected = contents(await readInventory(buildImage(layers)));
    for (const form of stored)
      for (const concurrency of [1, 2, 16])
        expect(contents(await readInventory(buildImage(form), { concurrency }))).toEqual(expected);
  });
});
