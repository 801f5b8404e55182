import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { type ArtifactStore, type Descriptor, descriptor } from "./descriptor.ts";
import { digestOf, isDigest, verifyDigest } from "./digest.ts";
import type { FileTree } from "./file-tree.ts";
import type { Artifact, ImageSource } from "./image.ts";
import { asArray, parseObject } from "./json.ts";
import { readManifest } from "./manifest.ts";

type Named = { readonly descriptor: Descriptor; readonly names: readonly string[] };

/** What an OCI layout holds, https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md. `reference` is how the person named it. */
export function layoutSource(tree: FileTree, reference: string): ImageSource {
  const store = layoutStore(tree);

  async function manifest(named: Descriptor, signal?: AbortSignal): Promise<Artifact> {
    const bytes = await store.manifest(named, signal);
    const { digest } = named;
    return readManifest(bytes, { reference, digest, mediaType: null }, store, signal);
  }

  return {
    async resolve(tagOrDigest, signal) {
      if (tagOrDigest !== undefined && isDigest(tagOrDigest))
        return manifest({ digest: tagOrDigest, mediaType: "", size: 0 }, signal);
      const bytes = await tree.read("index.json", defaultLimits.manifestBytes);
      if (!bytes)
        throw new PlimsollError("archive-invalid", `${tree.name} has no index.json`, {
          hint: "It is no OCI layout. A Docker archive is named docker-archive:FILE.",
        });
      const index = parseObject(bytes, `${tree.name}: index.json`, "manifest-invalid");
      const entries = asArray(index.manifests).map((value): Named => {
        const entry = descriptor(value, "index.json", "an entry");
        return { descriptor: entry, names: namesOf(entry) };
      });
      const chosen =
        tagOrDigest === undefined
          ? entries
          : entries.filter(({ names }) => names.some((name) => isNamed(name, tagOrDigest)));
      const [only] = chosen;
      if (only && new Set(chosen.map((entry) => entry.descriptor.digest)).size === 1)
        return manifest(only.descriptor, signal);
      // Platforms side by side, without names: the layout is itself the index.
      const [first] = only?.names ?? [];
      if (chosen.length > 1 && chosen.every(({ names }) => names[0] === first))
        return readManifest(
          bytes,
          { reference, digest: digestOf(bytes), mediaType: null },
          store,
          signal,
        );
      throw ambiguous(
        tree,
        tagOrDigest,
        entries.map(({ names }) => names[0] ?? null),
      );
    },
    close: () => tree.close(),
  };
}

function layoutStore(tree: FileTree): ArtifactStore {
  const small = async (digest: string, what: string) => {
    const bytes = await tree.read(blobPath(digest), defaultLimits.manifestBytes);
    if (!bytes) throw missing(tree, digest);
    verifyDigest(bytes, digest, `${tree.name}: ${what}`);
    return bytes;
  };
  return {
    manifest: ({ digest }) => small(digest, "the manifest"),
    read: ({ digest }) => small(digest, "the config"),
    async open({ digest }, signal) {
      const file = await tree.open(blobPath(digest), signal);
      if (!file) throw missing(tree, digest);
      return file.bytes;
    },
  };
}

/** What `docker save` writes has the whole name in containerd's annotation, and in the specified one the tag alone. */
function namesOf({ annotations }: Descriptor): string[] {
  return ["io.containerd.image.name", "org.opencontainers.image.ref.name"]
    .map((key) => annotations?.[key])
    .filter((name) => name !== undefined);
}

/** Digests are checked before, so that the path stays inside. */
function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

/** The name is what was asked for, or ends with it: `docker.io/library/web:1.4` is `web:1.4`, and `1.4` alone too. */
export function isNamed(name: string, asked: string): boolean {
  return name === asked || name.endsWith(`:${asked}`) || name.endsWith(`/${asked}`);
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
