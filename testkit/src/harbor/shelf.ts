import { createHash } from "node:crypto";
import type { Composed } from "@plimsoll/sample";
import type { Artifact, Child, Platform, Repository, Shelf } from "./model.ts";

/** A repository that artifacts are put into and taken from. */
type KeptRepository = Repository & {
  /** Gives what came in: an index's children first. A tag that is taken moves. */
  push(image: Composed, tag: string | null): readonly Artifact[];
  remove(digest: string): readonly Artifact[];
};

export type KeptShelf = Shelf & {
  /** Made where there is none. */
  repository(name: string): KeptRepository;
};

let nextId = 1;

export function keptShelf(project: string, clock: () => string): KeptShelf {
  const kept = new Map<string, KeptRepository>();
  return {
    get size() {
      return kept.size;
    },
    slice: (from, to) => [...kept.values()].toReversed().slice(from, to),
    find: (name) => kept.get(name),
    repository: (name) => {
      const found = kept.get(name) ?? keptRepository(`${project}/${name}`, clock);
      kept.set(name, found);
      return found;
    },
  };
}

function keptRepository(name: string, clock: () => string): KeptRepository {
  const created = clock();
  const rows = new Map<string, Artifact>();
  const blobs = new Map<string, Uint8Array>();
  let updated = created;
  const untag = (tag: string) => {
    for (const [digest, row] of rows)
      rows.set(digest, { ...row, tags: row.tags.filter((one) => one.name !== tag) });
  };
  return {
    id: nextId++,
    name,
    created,
    get updated() {
      return updated;
    },
    get count() {
      return [...rows.values()].filter((row) => !row.child).length;
    },
    artifacts: () => [...rows.values()].toReversed(),
    blob: (digest) => blobs.get(digest),
    push(image, tag) {
      const pushed = clock();
      updated = pushed;
      for (const [digest, bytes] of image.blobs) blobs.set(digest, bytes);
      if (tag !== null) untag(tag);
      const came = rowsOf(image, pushed).map((row) => {
        const known = rows.get(row.digest);
        const tags =
          row.digest === image.descriptor.digest && tag !== null ? [{ name: tag, pushed }] : [];
        const merged = known ? { ...known, tags: [...tags, ...known.tags] } : { ...row, tags };
        rows.set(row.digest, merged);
        return merged;
      });
      return came;
    },
    remove(digest) {
      const row = rows.get(digest);
      if (row === undefined) return [];
      rows.delete(digest);
      updated = clock();
      return [row];
    },
  };
}

type Manifest = {
  readonly mediaType: string;
  readonly config?: { readonly mediaType: string; readonly digest: string };
  readonly layers?: readonly { readonly mediaType: string; readonly size: number }[];
  readonly manifests?: readonly (Child & { readonly digest: string })[];
};

/** An image, or an index with its children before it. */
function rowsOf(image: Composed, pushed: string): Artifact[] {
  const read = (digest: string) =>
    JSON.parse(Buffer.from(image.blobs.get(digest) ?? "{}").toString()) as unknown;
  const top = read(image.descriptor.digest) as Manifest;
  const children = top.manifests ?? [];
  const row = (digest: string, child: Child | null): Artifact => {
    const manifest = read(digest) as Manifest;
    const config = read(manifest.config?.digest ?? "") as Partial<Platform> & { created?: string };
    const attestation =
      manifest.layers?.some(({ mediaType }) => mediaType.includes("in-toto")) ?? false;
    const platform =
      config.os === undefined || config.architecture === undefined
        ? (child?.platform ?? null)
        : {
            os: config.os,
            architecture: config.architecture,
            ...(config.variant ? { variant: config.variant } : {}),
          };
    const mediaType = manifest.config?.mediaType ?? manifest.mediaType;
    return {
      id: nextId++,
      digest,
      type: typeOf(mediaType),
      manifestMediaType: manifest.mediaType,
      mediaType,
      size: (manifest.layers ?? []).reduce((sum, { size }) => sum + size, 0),
      pushed,
      platform,
      created: config.created ?? null,
      children: manifest.manifests ?? [],
      tags: [],
      child: child !== null,
      attestation,
    };
  };
  const below = children.map((child) => row(child.digest, child));
  const own = row(image.descriptor.digest, null);
  const size = own.size + below.reduce((sum, one) => sum + one.size, 0);
  return [...below, { ...own, size }];
}

function typeOf(mediaType: string): Artifact["type"] {
  if (mediaType.includes("helm")) return "CHART";
  return /image\.(config|index)|container\.image|manifest\.list/.test(mediaType)
    ? "IMAGE"
    : "UNKNOWN";
}

/**
 * Many repositories with many artifacts, made anew whenever they are asked for and the same each time: none is kept.
 * Every tenth artifact is an index of two platforms.
 */
export function madeShelf(
  project: string,
  size: { readonly repositories: number; readonly artifacts: number },
): Shelf {
  const repository = (at: number): Repository => {
    const name = `${project}/team-${at % 50}/service-${at}`;
    const pushed = (n: number) =>
      new Date(Date.UTC(2026, 0, 1) + (at * size.artifacts + n) * 1000).toISOString();
    return {
      id: at + 1,
      name,
      get created() {
        return pushed(0);
      },
      get updated() {
        return pushed(size.artifacts - 1);
      },
      count: size.artifacts,
      artifacts: () =>
        Array.from({ length: size.artifacts }, (_, n) =>
          madeArtifact(name, size.artifacts - 1 - n, pushed),
        ),
      blob: () => undefined,
    };
  };
  return {
    size: size.repositories,
    slice: (from, to) => {
      const end = Math.min(to, size.repositories);
      return Array.from({ length: Math.max(0, end - from) }, (_, n) => repository(from + n));
    },
    find: (name) => {
      const [, at = ""] = /^team-\d+\/service-(\d+)$/.exec(name) ?? [];
      const found =
        at !== "" && Number(at) < size.repositories ? repository(Number(at)) : undefined;
      return found?.name === `${project}/${name}` ? found : undefined;
    },
  };
}

const platforms: readonly Platform[] = [
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64", variant: "v8" },
];

function madeArtifact(repository: string, n: number, pushed: (n: number) => string): Artifact {
  const digest = (what: string) =>
    `sha256:${createHash("sha256").update(`${repository} ${n} ${what}`).digest("hex")}`;
  const index = n % 10 === 9;
  const manifest = "application/vnd.oci.image.manifest.v1+json";
  const type = index ? "application/vnd.oci.image.index.v1+json" : manifest;
  return {
    id: n + 1,
    digest: digest("image"),
    type: "IMAGE",
    manifestMediaType: type,
    mediaType: index ? type : "application/vnd.oci.image.config.v1+json",
    size: 30_000_000 + n,
    pushed: pushed(n),
    platform: index ? null : (platforms[0] ?? null),
    created: index ? null : pushed(n),
    children: index
      ? platforms.map((platform) => ({ digest: digest(platform.architecture), platform }))
      : [],
    tags: [{ name: `1.${n}`, pushed: pushed(n) }],
    child: false,
    attestation: false,
  };
}
