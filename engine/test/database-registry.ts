import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { AdvisoryDatabase } from "../src/advisory/database.ts";
import { databaseKinds } from "../src/advisory/store/kinds.ts";
import { writeTrivyDatabase } from "../src/advisory/trivy/write.ts";
import { digestOf } from "../src/image/digest.ts";
import { tar } from "./build-image.ts";
import type { Reply, Request } from "./fake-registry.ts";

export type DatabaseFiles = Readonly<Record<string, Buffer>>;

/** `trivy.db` and `metadata.json` of a database, made at a time. */
export async function trivyFiles(
  database: AdvisoryDatabase,
  { updatedAt = new Date(), nextUpdate = new Date(Date.now() + 864e5) } = {},
): Promise<DatabaseFiles> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-made-"));
  try {
    await writeTrivyDatabase(folder, [database], { updatedAt, nextUpdate });
    return Object.fromEntries(
      ["trivy.db", "metadata.json"].map((name) => [name, readFileSync(join(folder, name))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As Trivy's own archives. */
export function archiveOf(files: DatabaseFiles): Buffer {
  return gzipSync(tar(Object.entries(files).map(([name, content]) => ({ name, content }))));
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

export type Served = {
  /** Of the manifest. */
  readonly digest: string;
  readonly layer: Buffer;
  readonly layerDigest: string;
  readonly manifest: Buffer;
  readonly blobs: readonly Buffer[];
  answer(request: Request): Reply;
};

/** An artifact with one layer, under every name and tag; `told` is what the manifest says where that is not so. */
export function serveLayer(
  layer: Buffer,
  told: { readonly mediaType?: string; readonly digest?: string; readonly size?: number } = {},
): Served {
  const layerDigest = told.digest ?? digestOf(layer);
  const config = Buffer.from("{}");
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType: "application/vnd.aquasec.trivy.config.v1+json",
      config: {
        mediaType: "application/vnd.aquasec.trivy.config.v1+json",
        digest: digestOf(config),
        size: config.length,
      },
      layers: [
        {
          mediaType: told.mediaType ?? databaseKinds.trivy.mediaType,
          digest: layerDigest,
          size: told.size ?? layer.length,
        },
      ],
    }),
  );
  return {
    digest: digestOf(manifest),
    layer,
    layerDigest,
    manifest,
    blobs: [config, layer],
    answer({ url }) {
      if (url.includes("/manifests/"))
        return {
          body: manifest,
          headers: { "content-type": manifestType },
        };
      return url.includes(layerDigest) ? { body: layer } : { status: 404, body: "{}" };
    },
  };
}

/** Puts it into a real registry. */
export async function pushDatabase(base: string, tag: string, made: Served): Promise<void> {
  for (const bytes of made.blobs) {
    const started = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
    const location = new URL(started.headers.get("location") ?? "", base);
    location.searchParams.set("digest", digestOf(bytes));
    await put(location.href, bytes, "application/octet-stream");
  }
  await put(`${base}/manifests/${tag}`, made.manifest, manifestType);
}

async function put(url: string, bytes: Buffer, type: string): Promise<void> {
  const headers = { "content-type": type };
  const answer = await fetch(url, { method: "PUT", body: new Uint8Array(bytes), headers });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
