import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type BuiltImage, imageOf } from "./build.ts";

const shared = fileURLToPath(new URL("../../../shared/images/", import.meta.url));

/** The published root file systems that lie beside the project, if they do: each an image of one layer. */
export function rootFilesystems(folder: string): BuiltImage[] {
  if (!existsSync(shared)) return [];
  return readdirSync(shared)
    .filter((name) => name.endsWith("x86_64.tar.gz"))
    .map((name) => {
      const file = join(shared, name);
      const bytes = readFileSync(file);
      const tar = gunzipSync(bytes);
      const layer = {
        file,
        digest: digestOf(bytes),
        size: bytes.length,
        diffId: digestOf(tar),
        unpacked: tar.length,
      };
      return imageOf(
        basename(name, ".tar.gz"),
        [{ ...layer, command: `ADD ${name} /` }],
        "gzip",
        folder,
      );
    });
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
