import { createHash } from "node:crypto";
import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import type { Descriptor } from "./descriptor.ts";
import { digestOf } from "./digest.ts";
import type { FileTree } from "./file-tree.ts";
import type { Image, ImageSource } from "./image.ts";
import { asArray, asObject, asString, parseObject } from "./json.ts";
import { ambiguous, isNamed } from "./layout.ts";
import { imageOf } from "./manifest.ts";

type Entry = {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
};

/**
 * What `docker save` writes, https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md#combined-image-json--filesystem-changeset-format.
 * It holds no manifest: an image's digest is its config's, which Docker calls the image ID.
 */
export function dockerArchiveSource(tree: FileTree, reference: string): ImageSource {
  return {
    async resolve(tagOrDigest) {
      const entries = await readEntries(tree);
      const chosen = [];
      for (const entry of entries)
        if (tagOrDigest === undefined || (await bears(tree, entry, tagOrDigest)))
          chosen.push(entry);
      const [only] = chosen;
      if (!only || chosen.length > 1)
        throw ambiguous(
          tree,
          tagOrDigest,
          entries.map(({ tags, config }) => tags[0] ?? imageId(config)),
        );
      return readImage(tree, only, reference);
    },
    close: () => tree.close(),
  };
}

async function readEntries(tree: FileTree): Promise<Entry[]> {
  const bytes = await tree.read("manifest.json", defaultLimits.manifestBytes);
  if (!bytes)
    throw new PlimsollError("archive-invalid", `${tree.name} has no manifest.json`, {
      hint: "It is no Docker archive. An OCI archive is named oci-archive:FILE.",
    });
  const wrapped = Buffer.concat([Buffer.from('{"entries":'), bytes, Buffer.from("}")]);
  const { entries } = parseObject(wrapped, `${tree.name}: manifest.json`, "manifest-invalid");
  return asArray(entries).map((value) => {
    const entry = asObject(value);
    const config = asString(entry?.Config);
    if (!config || !Array.isArray(entry?.Layers))
      throw new PlimsollError(
        "manifest-invalid",
        `${tree.name}: manifest.json names no config or layers`,
      );
    return {
      config,
      tags: asArray(entry.RepoTags)
        .map(asString)
        .filter((tag) => tag !== null),
      layers: asArray(entry.Layers).map((layer) => asString(layer) ?? ""),
    };
  });
}

async function bears(tree: FileTree, entry: Entry, asked: string): Promise<boolean> {
  if (entry.tags.some((tag) => isNamed(tag, asked))) return true;
  return asked.startsWith("sha256:") && digestOf(await readConfig(tree, entry)) === asked;
}

/** The config is named for its digest; it is only shown here, so that need not be true. */
function imageId(config: string): string | null {
  const hex = /[0-9a-f]{64}/.exec(config)?.[0];
  return hex ? `sha256:${hex}` : null;
}

async function readConfig(tree: FileTree, entry: Entry): Promise<Buffer> {
  const config = await tree.read(entry.config, defaultLimits.manifestBytes);
  if (!config) throw missing(tree, entry.config);
  return config;
}

async function readImage(tree: FileTree, entry: Entry, reference: string): Promise<Image> {
  const bytes = await readConfig(tree, entry);
  const config = parseObject(bytes, `${tree.name}: ${entry.config}`, "manifest-invalid");
  if (entry.layers.length > defaultLimits.imageLayers)
    throw new PlimsollError(
      "limit-exceeded",
      `${tree.name} has too many layers (limit imageLayers)`,
    );
  const diffIds = asArray(asObject(config.rootfs)?.diff_ids).map(
    (diffId) => asString(diffId) ?? "",
  );
  const layers: Descriptor[] = [];
  for (const [index, path] of entry.layers.entries())
    layers.push(await describe(tree, path, diffIds[index] ?? ""));
  const paths = new Map(layers.map((layer, index) => [layer, entry.layers[index] ?? ""]));
  return imageOf(
    {
      reference,
      digest: digestOf(bytes),
      configDigest: digestOf(bytes),
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: layers.reduce((sum, { size }) => sum + size, bytes.length),
    },
    config,
    layers,
    {
      async open(layer, signal) {
        const path = paths.get(layer) ?? "";
        const file = await tree.open(path, signal);
        if (!file) throw missing(tree, path);
        return file.bytes;
      },
    },
  );
}

/** A layer that lies there plain is what its diffID names; a compressed one says nothing of its digest, so it is read for it. */
async function describe(tree: FileTree, path: string, diffId: string): Promise<Descriptor> {
  const file = await tree.open(path);
  if (!file) throw missing(tree, path);
  const { size } = file;
  const hash = createHash("sha256");
  let compressed = false;
  for await (const chunk of file.bytes) {
    compressed ||= chunk[0] === 0x1f && chunk[1] === 0x8b;
    if (!compressed)
      return { digest: diffId, size, mediaType: "application/vnd.docker.image.rootfs.diff.tar" };
    hash.update(chunk);
  }
  return {
    digest: `sha256:${hash.digest("hex")}`,
    size,
    mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  };
}

function missing(tree: FileTree, path: string): PlimsollError {
  return new PlimsollError("archive-invalid", `${tree.name} does not hold ${path}`, {
    hint: "The archive is not complete. Make it again: docker save -o FILE IMAGE.",
  });
}
