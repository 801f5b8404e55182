import { gzipSync } from "node:zlib";
import { openSource } from "../src/image/source.ts";
import { readInventory } from "../src/read-inventory.ts";
import { file, layoutFiles, packageJson, sha256, tar, tarOfFiles } from "../test/build-image.ts";
import { damaged } from "./bytes.ts";
import { target } from "./target.ts";

const layer = [file("node_modules/a/package.json", packageJson("a", "1.0.0"))];
const layout = tarOfFiles(layoutFiles([{ layers: [layer], tag: "1" }]));
const config = Buffer.from(JSON.stringify({ rootfs: { diff_ids: [sha256(tar(layer))] } }));
const saved = tarOfFiles(
  new Map([
    ["config.json", config],
    ["0/layer.tar", tar(layer)],
    [
      "manifest.json",
      Buffer.from(
        JSON.stringify([{ Config: "config.json", RepoTags: ["a:1"], Layers: ["0/layer.tar"] }]),
      ),
    ],
  ]),
);

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function readArchive(bytes: Buffer): Promise<void> {
  const source = await openSource("-", { input: once(bytes) });
  try {
    const artifact = await source.resolve();
    if (artifact.kind === "image") await readInventory(artifact);
  } finally {
    await source.close();
  }
}

export const archives = [
  target("archive", damaged([layout, saved, gzipSync(layout)]), readArchive),
];
