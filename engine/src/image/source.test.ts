import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  database,
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
import { scanImage } from "../scan.ts";
import { parsePlatform, selectImage } from "./platform.ts";
import { openSource } from "./source.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plimsoll-source-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const layers: Entry[][] = [
  [file("node_modules/a/package.json", packageJson("a", "1.0.0"))],
  [file("node_modules/b/package.json", packageJson("b", "2.0.0"))],
];
const amd64: LayoutImage = { layers, tag: "1.0" };
const arm64: LayoutImage = { layers: layers.slice(0, 1), architecture: "arm64" };

/** What `docker save` writes. */
function dockerFiles(options: { compress?: boolean; tags?: string[] } = {}): Map<string, Buffer> {
  const tars = layers.map(tar);
  const config = Buffer.from(
    JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { diff_ids: tars.map(sha256) } }),
  );
  const entry = {
    Config: "config.json",
    RepoTags: options.tags ?? ["web:1.0"],
    Layers: ["0/layer.tar", "1/layer.tar"],
  };
  return new Map([
    ...tars.map((bytes, at): [string, Buffer] => [
      `${at}/layer.tar`,
      options.compress ? gzipSync(bytes) : bytes,
    ]),
    ["config.json", config],
    ["manifest.json", Buffer.from(JSON.stringify([entry]))],
  ]);
}

async function archive(name: string, files: ReadonlyMap<string, Buffer>): Promise<string> {
  const path = join(root, name);
  await writeFile(path, tarOfFiles(files));
  return path;
}

async function packagesOf(reference: string, platform?: string): Promise<string[]> {
  const source = await openSource(reference);
  try {
    const wanted = platform === undefined ? null : parsePlatform(platform);
    const image = await selectImage(source, await source.resolve(), wanted);
    const { packages } = await scanImage(image, { database: database({}) });
    return packages.map(({ name, layer }) => `${name} ${layer.index}`);
  } finally {
    await source.close();
  }
}

describe("an image", () => {
  const all = ["a 0", "b 1"];

  it("is the same from a layout, an OCI archive and a Docker archive", async () => {
    const folder = join(root, "layout");
    await writeFiles(folder, layoutFiles([amd64]));
    const oci = await archive("oci.tar", layoutFiles([amd64]));
    const docker = await archive("docker.tar", dockerFiles());
    for (const reference of [
      ...[`oci:${folder}`, `oci:${folder}:1.0`, folder],
      ...[`oci-archive:${oci}`, `oci-archive:${oci}:1.0`, oci],
      ...[
        `docker-archive:${docker}`,
        `docker-archive:${docker}:web:1.0`,
        `docker-archive:${docker}:1.0`,
        docker,
      ],
    ])
      expect([reference, await packagesOf(reference)]).toEqual([reference, all]);
  });

  it("in a Docker archive may have compressed layers", async () => {
    expect(await packagesOf(await archive("docker.tar", dockerFiles({ compress: true })))).toEqual(
      all,
    );
  });

  it("in a Docker archive may be linked to another's layer", async () => {
    const files = dockerFiles();
    const [one, other] = [tar(layers[0] ?? []), tar(layers[0] ?? [])];
    files.set(
      "config.json",
      Buffer.from(JSON.stringify({ rootfs: { diff_ids: [one, other].map(sha256) } })),
    );
    files.delete("1/layer.tar");
    const path = join(root, "linked.tar");
    const entries = [...files].map(([name, content]): Entry => ({ name, content }));
    await writeFile(
      path,
      tar([...entries, { name: "1/layer.tar", flag: "2", link: "../0/layer.tar" }]),
    );
    expect(await packagesOf(path)).toEqual(["a 0"]);
  });

  it("for another platform is found in a layout, and only that", async () => {
    const folder = join(root, "layout");
    await writeFiles(folder, layoutFiles([{ layers }, arm64]));
    expect(await packagesOf(folder, "linux/arm64")).toEqual(["a 0"]);
    expect(await packagesOf(`oci:${folder}`, "linux/amd64")).toEqual(all);
    await expect(packagesOf(folder, "linux/s390x")).rejects.toMatchObject({
      code: "platform-not-found",
    });
  });

  it("has the history's commands, but only where their count fits", async () => {
    const steps = [
      { created_by: "ADD" },
      { created_by: "ENV", empty_layer: true },
      { created_by: "RUN" },
    ];
    for (const [history, expected] of [
      [steps, ["ADD", "RUN"]],
      [steps.slice(0, 2), [null, null]],
      [[], [null, null]],
    ] as const) {
      const folder = await mkdtemp(join(root, "history-"));
      await writeFiles(folder, layoutFiles([{ layers, history }]));
      const artifact = await (await openSource(folder)).resolve();
      expect(artifact.kind === "image" && artifact.layers.map(({ command }) => command)).toEqual(
        expected,
      );
    }
  });
});

describe("what cannot be scanned", () => {
  const layout = async (change: (files: Map<string, Buffer>) => void) => {
    const files = layoutFiles([amd64]);
    change(files);
    return archive("changed.tar", files);
  };
  const manifestIn = (files: Map<string, Buffer>, manifest: unknown) => {
    const bytes = Buffer.from(JSON.stringify(manifest));
    files.set(`blobs/${sha256(bytes).replace(":", "/")}`, bytes);
    const entry = {
      digest: sha256(bytes),
      size: bytes.length,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
    };
    files.set("index.json", Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] })));
  };
  const empty = {
    digest: sha256(Buffer.from("{}")),
    size: 2,
    mediaType: "application/vnd.oci.empty.v1+json",
  };
  const config = { ...empty, mediaType: "application/vnd.oci.image.config.v1+json" };

  it.each<[string, string, (files: Map<string, Buffer>) => void]>([
    [
      "a blob is missing",
      "not-found",
      (files) => files.delete([...files.keys()].find((name) => name.startsWith("blobs")) ?? ""),
    ],
    [
      "a blob was changed",
      "digest-mismatch",
      (files) => {
        for (const [name, bytes] of files)
          if (bytes[0] === 0x1f) files.set(name, gzipSync(tar([])));
      },
    ],
    [
      "a manifest was changed",
      "digest-mismatch",
      (files) => {
        for (const [name, bytes] of files)
          if (bytes.includes('"layers":[{'))
            files.set(name, Buffer.concat([bytes, Buffer.from(" ")]));
      },
    ],
    [
      "index.json is no JSON",
      "manifest-invalid",
      (files) => files.set("index.json", Buffer.from("<html>")),
    ],
    [
      "index.json is missing and nothing else is known",
      "archive-invalid",
      (files) => files.delete("index.json"),
    ],
    [
      "schema 1",
      "manifest-invalid",
      (files) => manifestIn(files, { schemaVersion: 1, fsLayers: [] }),
    ],
    [
      "an index and an image at once",
      "manifest-invalid",
      (files) => manifestIn(files, { schemaVersion: 2, manifests: [], config, layers: [] }),
    ],
    [
      "neither index nor image",
      "manifest-invalid",
      (files) => manifestIn(files, { schemaVersion: 2 }),
    ],
    [
      "a digest that is a path",
      "manifest-invalid",
      (files) =>
        manifestIn(files, {
          schemaVersion: 2,
          config: { ...config, digest: "sha256:../../../etc/passwd" },
          layers: [],
        }),
    ],
    [
      "a negative size",
      "manifest-invalid",
      (files) =>
        manifestIn(files, { schemaVersion: 2, config: { ...config, size: -1 }, layers: [] }),
    ],
    [
      "a Helm chart",
      "not-an-image",
      (files) =>
        manifestIn(files, {
          schemaVersion: 2,
          config: { ...empty, mediaType: "application/vnd.cncf.helm.config.v1+json" },
          layers: [],
        }),
    ],
    [
      "an artifact",
      "not-an-image",
      (files) =>
        manifestIn(files, {
          schemaVersion: 2,
          artifactType: "application/x",
          config: empty,
          layers: [],
        }),
    ],
    [
      "a signature that borrows an image's config",
      "not-an-image",
      (files) =>
        manifestIn(files, {
          schemaVersion: 2,
          config,
          layers: [{ ...empty, mediaType: "application/vnd.dev.cosign.simplesigning.v1+json" }],
        }),
    ],
  ])("is said: %s", async (_, code, change) => {
    await expect(packagesOf(await layout(change))).rejects.toMatchObject({ code });
  });

  it.each<[string, string, (path: string) => Promise<void>]>([
    ["cut short in a layer", "archive-invalid", (path) => truncate(path, 3000)],
    ["cut short in a header", "archive-invalid", (path) => truncate(path, 300)],
    ["empty", "archive-invalid", (path) => truncate(path, 0)],
    [
      "compressed as a whole",
      "archive-invalid",
      (path) => writeFile(path, gzipSync(Buffer.alloc(9))),
    ],
    ["something else", "archive-invalid", (path) => writeFile(path, Buffer.alloc(2000, 0x20))],
    ["a tar with no image", "archive-invalid", (path) => writeFile(path, tar([file("a", "b")]))],
  ])("an archive that is %s", async (_, code, damage) => {
    const path = await archive("docker.tar", dockerFiles());
    await damage(path);
    await expect(packagesOf(path)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });

  it.each<[string, string]>([
    ["./nowhere", "not-found"],
    ["/nowhere/at/all.tar", "not-found"],
    ["oci:/nowhere", "not-found"],
    ["oci-archive:/nowhere", "not-found"],
    ["docker-daemon:web:1.0", "reference-invalid"],
    ["containers-storage:web", "reference-invalid"],
  ])("%s", async (reference, code) => {
    await expect(packagesOf(reference)).rejects.toMatchObject({ code });
  });

  it("is one of several that none was named of; the names are told", async () => {
    const path = await archive("two.tar", layoutFiles([amd64, { ...arm64, tag: "2.0" }]));
    await expect(packagesOf(path)).rejects.toMatchObject({
      code: "not-found",
      hint: expect.stringContaining("1.0, 2.0"),
    });
    expect(await packagesOf(`oci-archive:${path}:2.0`)).toEqual(["a 0"]);
    await expect(packagesOf(`oci-archive:${path}:3.0`)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("marks attestations in an index", async () => {
    const files = layoutFiles([{ layers }, { layers, architecture: "unknown" }]);
    const index = JSON.parse(files.get("index.json")?.toString() ?? "");
    index.manifests[1].platform = { os: "unknown", architecture: "unknown" };
    index.manifests.push({
      ...index.manifests[0],
      digest: sha256(Buffer.from("x")),
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    });
    files.set("index.json", Buffer.from(JSON.stringify(index)));
    const artifact = await (await openSource(await archive("a.tar", files))).resolve();
    expect(
      artifact.kind === "index" && artifact.entries.map(({ attestation }) => attestation),
    ).toEqual([false, true, true]);
  });
});
