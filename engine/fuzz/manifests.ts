import fc from "fast-check";
import type { ArtifactStore } from "../src/image/descriptor.ts";
import { readManifest } from "../src/image/manifest.ts";
import { layoutFiles, sha256 } from "../test/build-image.ts";
import { damaged } from "./bytes.ts";
import { target } from "./target.ts";

const files = layoutFiles([{ layers: [[]] }, { layers: [[]], architecture: "arm64" }]);
const documents = [...files.values()].filter((bytes) => bytes[0] === 0x7b);

/** Gives the same for whatever is asked: a registry that has everything, and none of it right. */
function store(bytes: Buffer): ArtifactStore {
  return { manifest: async () => bytes, read: async () => bytes, open: async () => nothing() };
}

async function* nothing(): AsyncIterable<Uint8Array> {}

const read = (bytes: Buffer, inner: Buffer) =>
  readManifest(bytes, { reference: "x", digest: sha256(bytes), mediaType: null }, store(inner));

const value = fc.oneof(
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  damaged(documents),
);

export const manifests = [
  target("manifests", fc.tuple(value, value), ([bytes, inner]) => read(bytes, inner)),
  target(
    "nested-indexes",
    fc.array(fc.constantFrom("index", "image", "nothing"), { minLength: 1, maxLength: 40 }),
    (kinds) => {
      const digest = sha256(Buffer.alloc(0));
      const mediaTypes: Record<string, string> = {
        index: "application/vnd.oci.image.index.v1+json",
        image: "application/vnd.oci.image.manifest.v1+json",
      };
      const manifests = kinds.map((kind) => ({ digest, size: 1, mediaType: mediaTypes[kind] }));
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
      return read(bytes, bytes);
    },
  ),
];
