import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: PlatformSpec;
  readonly annotations?: Readonly<Record<string, string>>;
};

export type PlatformSpec = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
};

/** A manifest and all that it refers to, by digest. */
export type Composed = {
  readonly descriptor: Descriptor;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
};

export type FileSpec = {
  readonly path: string;
  readonly content?: string | Uint8Array;
};

/** One step of a build: a layer, or without files what an `ENV` or `CMD` leaves in the history. */
export type StepSpec = {
  readonly command: string;
  readonly files?: readonly FileSpec[];
};

export type ImageSpec = {
  readonly platform: PlatformSpec;
  /** RFC 3339. */
  readonly created: string;
  readonly steps: readonly StepSpec[];
  readonly labels?: Readonly<Record<string, string>>;
};

export const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** Builds an OCI image of one platform; the same spec gives the same digests. */
export async function composeImage(spec: ImageSpec): Promise<Composed> {
  const blobs = new Map<string, Uint8Array>();
  const layers: Descriptor[] = [];
  const diffIds: string[] = [];
  for (const { files } of spec.steps) {
    if (files === undefined) continue;
    const layer = await composeLayer(files);
    diffIds.push(layer.diffId);
    layers.push(keep(blobs, mediaTypes.layer, layer.bytes));
  }
  const config = keepJson(blobs, mediaTypes.config, {
    ...spec.platform,
    created: spec.created,
    config: { Env: ["PATH=/usr/local/bin:/usr/bin:/bin"], Labels: spec.labels },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: spec.steps.map(({ command, files }) => ({
      created: spec.created,
      created_by: command,
      ...(files === undefined ? { empty_layer: true } : {}),
    })),
  });
  const descriptor = keepJson(blobs, mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers,
  });
  return { descriptor: { ...descriptor, platform: spec.platform }, blobs };
}

/** An index of images, each with the attestation beside it that BuildKit leaves. */
export function composeIndex(images: readonly Composed[]): Composed {
  const blobs = new Map(images.flatMap((image) => [...image.blobs]));
  const attestations = images.map(({ descriptor }) => {
    const attestation = composeArtifact({
      configType: mediaTypes.config,
      contentType: "application/vnd.in-toto+json",
      content: JSON.stringify({ _type: "https://in-toto.io/Statement/v0.1", subject: [] }),
    });
    for (const [digest, bytes] of attestation.blobs) blobs.set(digest, bytes);
    return {
      ...attestation.descriptor,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": descriptor.digest,
      },
    };
  });
  const descriptor = keepJson(blobs, mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [...images.map((image) => image.descriptor), ...attestations],
  });
  return { descriptor, blobs };
}

/** An artifact that is no image: a chart, an attestation. */
export function composeArtifact(spec: {
  configType: string;
  contentType: string;
  content: string | Uint8Array;
}): Composed {
  const blobs = new Map<string, Uint8Array>();
  const config = keepJson(blobs, spec.configType, {});
  const layers = [keep(blobs, spec.contentType, Buffer.from(spec.content))];
  const descriptor = keepJson(blobs, mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers,
  });
  return { descriptor, blobs };
}

/** The same image with other bytes behind its last layer's digest, as after a bad disk or a bad proxy. */
export function breakLastLayer(image: Composed): Composed {
  const manifest = JSON.parse(
    Buffer.from(image.blobs.get(image.descriptor.digest) ?? "{}").toString(),
  ) as { layers: Descriptor[] };
  const last = manifest.layers.at(-1);
  const bytes = last === undefined ? undefined : image.blobs.get(last.digest);
  if (last === undefined || bytes === undefined) throw new Error("the image has no layer to break");
  const broken = Uint8Array.from(bytes);
  broken.fill(0, broken.length / 2);
  return { ...image, blobs: new Map([...image.blobs, [last.digest, broken]]) };
}

async function composeLayer(
  files: readonly FileSpec[],
): Promise<{ bytes: Uint8Array; diffId: string }> {
  const tar = pack();
  const epoch = new Date(0);
  for (const folder of foldersOf(files)) {
    tar.entry({ name: `${folder}/`, type: "directory", mtime: epoch, mode: 0o755 });
  }
  for (const { path, content = "" } of files) {
    tar.entry({ name: path, mtime: epoch, mode: 0o644 }, Buffer.from(content));
  }
  tar.finalize();
  const plain = await buffer(tar);
  return { bytes: gzipSync(plain, { level: 6 }), diffId: digestOf(plain) };
}

function foldersOf(files: readonly FileSpec[]): string[] {
  const folders = files.flatMap(({ path }) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  return [...new Set(folders)].sort();
}

function keepJson(blobs: Map<string, Uint8Array>, mediaType: string, value: object): Descriptor {
  return keep(blobs, mediaType, Buffer.from(JSON.stringify(value)));
}

function keep(blobs: Map<string, Uint8Array>, mediaType: string, bytes: Uint8Array): Descriptor {
  const digest = digestOf(bytes);
  blobs.set(digest, bytes);
  return { mediaType, digest, size: bytes.length };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
