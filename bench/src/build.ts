import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ImageRecipe, type LayerRecipe, makeLayer } from "./recipes.ts";

/** A blob as it lies in the build's folder. */
type Blob = { readonly file: string; readonly digest: string; readonly size: number };
type PackedLayer = Blob & { readonly diffId: string; readonly unpacked: number };

export type BuiltImage = {
  readonly name: string;
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
  readonly layers: readonly PackedLayer[];
};

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  zstd: "application/vnd.oci.image.layer.v1.tar+zstd",
} as const;

/** Makes what is not made yet; a second run takes what the first has left in `folder`. */
export async function buildImage(recipe: ImageRecipe, folder: string): Promise<BuiltImage> {
  mkdirSync(folder, { recursive: true });
  const layers: NamedLayer[] = [];
  for (const layer of recipe.layers) {
    const packed = await packLayer(layer, recipe.compression, folder);
    layers.push({ ...packed, command: `COPY ${layer.name} /` });
  }
  return imageOf(recipe.name, layers, recipe.compression, folder);
}

type NamedLayer = PackedLayer & { readonly command: string };

/** Layers put together to an image; its config and manifest are kept in `folder`. */
export function imageOf(
  name: string,
  layers: readonly NamedLayer[],
  compression: ImageRecipe["compression"],
  folder: string,
): BuiltImage {
  const config = keepJson(folder, `${name}.config.json`, {
    os: "linux",
    architecture: "amd64",
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ command }) => ({ created_by: command })),
  });
  const manifest = keepJson(folder, `${name}.manifest.json`, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({
      mediaType: mediaTypes[compression],
      digest,
      size,
    })),
  });
  return { name, manifest, blobs: [...layers, config], layers };
}

async function packLayer(
  recipe: LayerRecipe,
  compression: ImageRecipe["compression"],
  folder: string,
): Promise<PackedLayer> {
  const root = join(folder, recipe.name);
  const file = join(folder, `${recipe.name}.tar.${compression}`);
  const facts = `${file}.json`;
  if (!existsSync(facts)) {
    process.stderr.write(`making ${recipe.name} (${compression}) …\n`);
    makeLayer(recipe, root);
    writeFileSync(facts, JSON.stringify(await pack(root, file, compression)));
  }
  return { ...(JSON.parse(readFileSync(facts, "utf8")) as Omit<PackedLayer, "file">), file };
}

async function pack(root: string, file: string, compression: ImageRecipe["compression"]) {
  const tar = spawn(
    "tar",
    ["--sort=name", "--mtime=@0", "--numeric-owner", "-C", root, "-cf", "-", "."],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [name, ...args] = compression === "gzip" ? ["gzip", "-n", "-6"] : ["zstd", "-q", "-3"];
  const compress = spawn(name ?? "", args, { stdio: ["pipe", "pipe", "inherit"] });
  const inside = hashing();
  const outside = hashing();
  await Promise.all([
    pipeline(tar.stdout, inside.through, compress.stdin),
    pipeline(compress.stdout, outside.through, createWriteStream(`${file}.unfinished`)),
  ]);
  renameSync(`${file}.unfinished`, file);
  return {
    digest: outside.digest(),
    size: statSync(file).size,
    diffId: inside.digest(),
    unpacked: inside.size(),
  };
}

function hashing() {
  const hash = createHash("sha256");
  let size = 0;
  return {
    through: new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    }),
    size: () => size,
    digest: () => `sha256:${hash.digest("hex")}`,
  };
}

function keepJson(folder: string, name: string, value: object): Blob {
  const bytes = Buffer.from(JSON.stringify(value));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return {
    file,
    size: bytes.length,
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
  };
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-monolithically */
export async function pushImage(image: BuiltImage, host: string): Promise<string> {
  const repository = `http://${host}/v2/bench/${image.name}`;
  for (const blob of image.blobs) {
    const known = await fetch(`${repository}/blobs/${blob.digest}`, { method: "HEAD" });
    if (known.ok) continue;
    const begun = await fetch(`${repository}/blobs/uploads/`, { method: "POST" });
    const target = new URL(begun.headers.get("location") ?? "", repository);
    target.searchParams.set("digest", blob.digest);
    // curl streams a file of gigabytes without holding it.
    execFileSync("curl", [
      "-sSf",
      "-X",
      "PUT",
      "-H",
      "Content-Type: application/octet-stream",
      "-T",
      blob.file,
      target.href,
    ]);
  }
  const answer = await fetch(`${repository}/manifests/1`, {
    method: "PUT",
    headers: { "content-type": mediaTypes.manifest },
    body: readFileSync(image.manifest.file),
  });
  if (!answer.ok) throw new Error(`the registry answered ${answer.status} to ${image.name}`);
  return `${host}/bench/${image.name}:1`;
}
