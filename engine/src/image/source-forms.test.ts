import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  database,
  dpkgStatus,
  type Entry,
  file,
  type LayoutImage,
  layoutFiles,
  packageJson,
  sha256,
  tar,
  tarOfFiles,
  writeFiles,
} from "../../test/build-image.ts";
import { type ScanResult, scanImage } from "../scan.ts";
import { imageEntries, parsePlatform, selectImage } from "./platform.ts";
import { openSource, type SourceOptions } from "./source.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plimsoll-forms-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const layer: Entry[] = [file("node_modules/a/package.json", packageJson("a", "1.0.0"))];
const other: Entry[] = [file("node_modules/b/package.json", packageJson("b", "2.0.0"))];
const oneImage = tarOfFiles(layoutFiles([{ layers: [layer], tag: "1.0" }]));

async function scan(reference: string, options?: SourceOptions): Promise<ScanResult> {
  const source = await openSource(reference, options);
  try {
    const image = await selectImage(source, await source.resolve(), null);
    return await scanImage(image, { database: database({}) });
  } finally {
    await source.close();
  }
}
const namesOf = ({ packages }: ScanResult) => packages.map(({ name }) => name);

async function* pieces(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** Root may read everything, and so would see nothing refused. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

/** What `docker save` writes of several images. */
function savedImages(names: readonly (string | null)[]): Buffer {
  const files = new Map<string, Buffer>();
  const manifest = names.map((name, at) => {
    const bytes = tar(at === 0 ? layer : other);
    const config = Buffer.from(
      JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { diff_ids: [sha256(bytes)] } }),
    );
    const id = sha256(config).slice(7);
    files.set(`${id}.json`, config).set(`${id}/layer.tar`, bytes);
    return { Config: `${id}.json`, RepoTags: name ? [name] : null, Layers: [`${id}/layer.tar`] };
  });
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
  return tarOfFiles(files);
}

describe("an archive that is compressed as a whole", () => {
  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("with %s is read as it is", async (_, compress) => {
    const path = join(root, "image.tar.x");
    await writeFile(path, compress(oneImage));
    for (const reference of [path, `oci-archive:${path}`, `oci-archive:${path}:1.0`])
      expect(namesOf(await scan(reference))).toEqual(["a"]);
  });

  it("leaves nothing behind, also when it is damaged", async () => {
    const before = await readdir(tmpdir());
    const path = join(root, "image.tar.gz");
    await writeFile(path, gzipSync(oneImage));
    await scan(path);
    await writeFile(path, gzipSync(oneImage).subarray(0, 300));
    await expect(scan(path)).rejects.toMatchObject({
      code: "archive-invalid",
      message: expect.stringContaining("ends too early"),
    });
    const left = (await readdir(tmpdir())).filter((name) => !before.includes(name));
    expect(left.filter((name) => /^plimsoll-[A-Za-z0-9]{6}$/.test(name))).toEqual([]);
  });

  it("is not unpacked when it is packed by something else", async () => {
    const path = join(root, "image.tar.bz2");
    await writeFile(path, "BZh91AY&SY and so on");
    await expect(scan(path)).rejects.toMatchObject({ code: "archive-invalid" });
  });
});

describe("standard input", () => {
  it.each([
    ["-", oneImage],
    ["-", gzipSync(oneImage)],
    ["oci-archive:-", oneImage],
    ["oci-archive:-:1.0", oneImage],
    ["docker-archive:-:web:1", savedImages(["web:1", "db:1"])],
  ])("is an archive: %s", async (reference, bytes) => {
    expect(namesOf(await scan(reference, { input: pieces(bytes) }))).toEqual(["a"]);
  });

  it("that holds no image is said", async () => {
    await expect(scan("-", { input: pieces(Buffer.alloc(0)) })).rejects.toMatchObject({
      code: "archive-invalid",
    });
  });
});

describe("several images in one archive", () => {
  it("are told apart by name, by tag and by digest", async () => {
    const path = join(root, "all.tar");
    await writeFile(path, savedImages(["web:1", "registry.example.com:5000/shop/db:2"]));
    for (const [name, expected] of [
      ["web:1", "a"],
      ["1", "a"],
      ["registry.example.com:5000/shop/db:2", "b"],
      ["shop/db:2", "b"],
      ["2", "b"],
    ])
      expect([name, namesOf(await scan(`docker-archive:${path}:${name}`))]).toEqual([
        name,
        [expected],
      ]);
  });

  it("are listed when none was named, also those without a name", async () => {
    const path = join(root, "all.tar");
    await writeFile(path, savedImages(["web:1", null]));
    const error = await scan(path).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("2 images"),
    });
    const id = /web:1, (sha256:[0-9a-f]{64})/.exec(error.hint)?.[1];
    expect(namesOf(await scan(`docker-archive:${path}:${id}`))).toEqual(["b"]);
  });

  it("as Docker saves them since version 25, with one tag for all, go by their whole names", async () => {
    const files = layoutFiles([{ layers: [layer] }, { layers: [other] }]);
    const index = JSON.parse(files.get("index.json")?.toString() ?? "");
    for (const [at, name] of ["web", "db"].entries())
      index.manifests[at].annotations = {
        "io.containerd.image.name": `docker.io/library/${name}:latest`,
        "org.opencontainers.image.ref.name": "latest",
      };
    files.set("index.json", Buffer.from(JSON.stringify(index)));
    const path = join(root, "all.tar");
    await writeFile(path, tarOfFiles(files));
    expect(namesOf(await scan(`oci-archive:${path}:db:latest`))).toEqual(["b"]);
    await expect(scan(path)).rejects.toMatchObject({
      hint: expect.stringContaining("docker.io/library/web:latest"),
    });
  });
});

describe("an index inside an index", () => {
  function nested(depth: number, images: readonly LayoutImage[]): Map<string, Buffer> {
    const files = layoutFiles(images);
    const mediaType = "application/vnd.oci.image.index.v1+json";
    for (let level = 0; level < depth; level++) {
      const inner = files.get("index.json") ?? Buffer.alloc(0);
      files.set(`blobs/${sha256(inner).replace(":", "/")}`, inner);
      const entry = { mediaType, digest: sha256(inner), size: inner.length };
      files.set(
        "index.json",
        Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] })),
      );
    }
    return files;
  }
  const both = [{ layers: [layer] }, { layers: [other], architecture: "arm64" }];

  it("is one list of images", async () => {
    const path = join(root, "nested.tar");
    await writeFile(path, tarOfFiles(nested(3, both)));
    const source = await openSource(path);
    const artifact = await source.resolve();
    if (artifact.kind !== "index") throw new Error("it is an index");
    expect(imageEntries(artifact).map(({ platform }) => platform?.architecture)).toEqual([
      "amd64",
      "arm64",
    ]);
    const arm = await selectImage(source, artifact, parsePlatform("linux/arm64"));
    expect(arm.platform.architecture).toBe("arm64");
    await source.close();
  });

  it("may lack a part, which is only missed when it is asked for", async () => {
    const files = nested(2, both);
    const index = JSON.parse(files.get("index.json")?.toString() ?? "");
    const gone = { ...index.manifests[0], digest: sha256(Buffer.from("gone")) };
    index.manifests.push(gone);
    files.set("index.json", Buffer.from(JSON.stringify(index)));
    const path = join(root, "sparse.tar");
    await writeFile(path, tarOfFiles(files));
    expect(namesOf(await scan(path))).toEqual(["a"]);
  });

  it("ends somewhere", async () => {
    const path = join(root, "deep.tar");
    await writeFile(path, tarOfFiles(nested(9, both)));
    await expect(scan(path)).rejects.toMatchObject({
      code: "limit-exceeded",
      message: expect.stringContaining("indexDepth"),
    });
  });
});

describe("a root file system in a folder", () => {
  const status = dpkgStatus("zlib1g 1:1.2.13.dfsg-1 zlib");
  async function rootFileSystem(): Promise<string> {
    const folder = join(root, "rootfs");
    await writeFiles(
      folder,
      new Map([
        ["etc/os-release", Buffer.from('ID=debian\nVERSION_ID="12"\n')],
        ["srv/dpkg/status", Buffer.from(status)],
        ["node_modules/a/package.json", Buffer.from(packageJson("a", "1.0.0"))],
      ]),
    );
    await mkdir(join(folder, "var/lib"), { recursive: true });
    await symlink("/srv/dpkg", join(folder, "var/lib/dpkg"));
    return folder;
  }

  it("is one layer, and links are followed inside it only", async () => {
    const folder = await rootFileSystem();
    const outside = join(root, "outside");
    await writeFiles(
      outside,
      new Map([["package.json", Buffer.from(packageJson("evil", "1.0.0"))]]),
    );
    await symlink(outside, join(folder, "node_modules/evil"));
    await symlink(join(outside, "package.json"), join(folder, "node_modules/a/link"));
    const result = await scan(`dir:${folder}`);
    expect(namesOf(result)).toEqual(["zlib1g", "a"]);
    expect(result.os?.family).toBe("debian");
    expect(result.packages[0]?.layer).toMatchObject({ index: 0, digest: result.image.digest });
  });

  it("has a digest of its own, which changes with its files", async () => {
    const folder = await rootFileSystem();
    const digest = async () => (await scan(`dir:${folder}`)).image.digest;
    const first = await digest();
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await digest()).toBe(first);
    await writeFile(join(folder, "etc/motd"), "hello");
    expect(await digest()).not.toBe(first);
  });

  it("may hold names that are no text, which is said", async () => {
    const folder = await rootFileSystem();
    await writeFile(Buffer.concat([Buffer.from(`${folder}/odd-`), Buffer.from([0xff])]), "x");
    const { skipped } = await scan(`dir:${folder}`);
    expect(skipped[0]).toMatchObject({
      path: "odd-\ufffd",
      reason: expect.stringMatching(/UTF-8/),
    });
  });

  it("may hold what cannot be read, which is said", async () => {
    const folder = await rootFileSystem();
    await chmod(root, 0o755);
    await chmod(join(folder, "etc/os-release"), 0);
    await mkdir(join(folder, "closed"), { mode: 0 });
    const { skipped, packages } = await asNobody(() => scan(`dir:${folder}`));
    const unread = skipped.filter(({ reason }) => reason.includes("EACCES"));
    expect(unread.map(({ path }) => path).sort()).toEqual(["closed", "etc/os-release"]);
    expect(packages).toHaveLength(2);
  });

  it.each([
    ["dir:/nowhere/at/all", "not-found"],
    ["dir:package.json", "archive-invalid"],
  ])("is not %s", async (reference, code) => {
    await expect(scan(reference)).rejects.toMatchObject({ code });
  });
});
