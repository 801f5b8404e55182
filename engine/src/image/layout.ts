import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { digestOf, isDigest, verifyDigest } from "./digest.ts";
import type { FileTree } from "./file-tree.ts";
import type { Artifact, ImageSource } from "./image.ts";
import { asArray, asObject, asString, parseObject } from "./json.ts";
import { type BlobStore, type Descriptor, descriptor, readManifest } from "./manifest.ts";

type Named = { readonly descriptor: Descriptor; readonly name: string | null };

/** What an OCI layout holds, https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md. `reference` is how the person named it. */
export function layoutSource(tree: FileTree, reference: string): ImageSource {
  const blobs = layoutBlobs(tree);

  async function manifest(digest: string, signal?: AbortSignal): Promise<Artifact> {
    const bytes = await tree.read(blobPath(digest), defaultLimits.manifestBytes);
    if (!bytes) throw missing(tree, digest);
    verifyDigest(bytes, digest, `${tree.name}: the manifest`);
    return readManifest(bytes, { reference, digest, mediaType: null }, blobs, signal);
  }

  return {
    async resolve(tagOrDigest, signal) {
      if (tagOrDigest !== undefined && isDigest(tagOrDigest)) return manifest(tagOrDigest, signal);
      const bytes = await tree.read("index.json", defaultLimits.manifestBytes);
      if (!bytes)
        throw new PlimsollError("archive-invalid", `${tree.name} has no index.json`, {
          hint: "It is no OCI layout. A Docker archive is named docker-archive:FILE.",
        });
      const index = parseObject(bytes, `${tree.name}: index.json`, "manifest-invalid");
      const entries = asArray(index.manifests).map(
        (entry): Named => ({
          descriptor: descriptor(entry, "index.json", "an entry"),
          name: asString(
            asObject(asObject(entry)?.annotations)?.["org.opencontainers.image.ref.name"],
          ),
        }),
      );
      const chosen =
        tagOrDigest === undefined
          ? entries
          : entries.filter(({ name }) => bears(name, tagOrDigest));
      const [only] = chosen;
      if (only && new Set(chosen.map((entry) => entry.descriptor.digest)).size === 1)
        return manifest(only.descriptor.digest, signal);
      // Platforms side by side, without names: the layout is itself the index.
      if (chosen.length > 1 && chosen.every(({ name }) => name === only?.name))
        return readManifest(
          bytes,
          { reference, digest: digestOf(bytes), mediaType: null },
          blobs,
          signal,
        );
      throw ambiguous(
        tree,
        tagOrDigest,
        entries.map(({ name }) => name),
      );
    },
    close: () => tree.close(),
  };
}

function layoutBlobs(tree: FileTree): BlobStore {
  return {
    async read({ digest }) {
      const bytes = await tree.read(blobPath(digest), defaultLimits.manifestBytes);
      if (!bytes) throw missing(tree, digest);
      verifyDigest(bytes, digest, `${tree.name}: the config`);
      return bytes;
    },
    async open({ digest }, signal) {
      const file = await tree.open(blobPath(digest), signal);
      if (!file) throw missing(tree, digest);
      return file.bytes;
    },
  };
}

/** Digests are checked before, so that the path stays inside. */
function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

/** The name is a tag, or a whole reference that ends with it. */
function bears(name: string | null, tag: string): boolean {
  return name === tag || name?.endsWith(`:${tag}`) === true;
}

function missing(tree: FileTree, digest: string): PlimsollError {
  return new PlimsollError("not-found", `${tree.name} does not hold ${digest}`, {
    hint: "The layout is not complete, or another platform's part was left out.",
  });
}

export function ambiguous(
  tree: FileTree,
  asked: string | undefined,
  names: readonly (string | null)[],
): PlimsollError {
  const held = names.filter((name) => name !== null).slice(0, 20);
  const hint = held.length > 0 ? `Name one of: ${held.join(", ")}.` : "Name it by its digest.";
  return asked === undefined && names.length > 0
    ? new PlimsollError(
        "not-found",
        `${tree.name} holds ${names.length} images and none was named`,
        { hint },
      )
    : new PlimsollError("not-found", `${tree.name} does not hold ${asked ?? "any image"}`, {
        hint,
      });
}
