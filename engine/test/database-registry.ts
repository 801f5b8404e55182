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

export type Served = {
  /** Of the manifest. */
  readonly digest: string;
  readonly layer: Buffer;
  readonly layerDigest: string;
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
      mediaType: "application/vnd.oci.image.manifest.v1+json",
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
    answer({ url }) {
      if (url.includes("/manifests/"))
        return {
          body: manifest,
          headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
        };
      return url.includes(layerDigest) ? { body: layer } : { status: 404, body: "{}" };
    },
  };
}
