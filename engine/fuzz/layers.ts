import { gzipSync, zstdCompressSync } from "node:zlib";
import { decompress } from "../src/layer/decompress.ts";
import { readInventory } from "../src/read-inventory.ts";
import {
  buildImage,
  debianRelease,
  dpkgStatus,
  type Entry,
  file,
  folder,
  hardlink,
  packageJson,
  pax,
  sha256,
  symlink,
  tar,
} from "../test/build-image.ts";
import { estargz, type StargzLayer, zstdChunked } from "../test/build-stargz.ts";
import { damaged } from "./bytes.ts";
import { target } from "./target.ts";

const entries: Entry[] = [
  folder("etc"),
  ...debianRelease,
  file("var/lib/dpkg/status", dpkgStatus("a 1", "b 2 c")),
  symlink("node_modules/x", "../y"),
  symlink("y", "node_modules"),
  hardlink("node_modules/c/package.json", "store/c.json"),
  file("store/c.json", packageJson("c", "1.0.0")),
  pax({ path: "node_modules/long/package.json", size: "30" }),
  file("short", packageJson("long", "1.0.0").padEnd(30)),
  { name: "././@LongLink", flag: "L", content: "node_modules/gnu/package.json\0" },
  file("gnu", packageJson("gnu", "1.0.0")),
  file("opt/.wh.gone"),
  file("app/.wh..wh..opq"),
];
const whole = tar(entries);

/** Small ones, so that a bomb is told from a layer within a fuzz run. */
const limits = {
  layerBytes: 2 ** 24,
  layerRatioFloorBytes: 2 ** 20,
  linkSteps: 100_000,
  tocLayerBytes: 0,
};

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of source);
}

async function* inPieces(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
}

/** The digests are made to fit, so that what is inside is read to its end. */
function readTar(bytes: Buffer): Promise<unknown> {
  return readInventory(buildImage([[file("below")], { tar: bytes, stored: bytes }]), { limits });
}

function readByTable(made: StargzLayer, stored: Buffer): Promise<unknown> {
  const image = buildImage([{ tar: made.tar, stored, digest: sha256(made.stored) }]);
  const layers = image.layers.map((layer) => ({
    ...layer,
    annotations: made.annotations,
    part: async ({ from, to }: { from: number; to: number }) => stored.subarray(from, to),
  }));
  return readInventory({ ...image, layers }, { limits });
}

const [gzipTable, zstdTable] = [estargz(entries), zstdChunked(entries)];

export const layers = [
  target("tar", damaged([whole]), readTar),
  target("gzip", damaged([gzipSync(whole), gzipSync(gzipSync(whole))]), (bytes) =>
    drain(decompress(inPieces(bytes))),
  ),
  target("zstd", damaged([zstdCompressSync(whole)]), (bytes) => drain(decompress(inPieces(bytes)))),
  target("estargz", damaged([gzipTable.stored]), (bytes) => readByTable(gzipTable, bytes)),
  target("zstd-chunked", damaged([zstdTable.stored]), (bytes) => readByTable(zstdTable, bytes)),
];
