import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Entry, type StoredLayer, sha256, tar, tarEntry } from "./build-image.ts";

/** A layer with a table of contents, and what the manifest says about that. */
export type StargzLayer = StoredLayer & { readonly annotations: Record<string, string> };

type Fields = Record<string, unknown>;

const kinds: Record<string, string> = { "0": "reg", "1": "hardlink", "2": "symlink", "5": "dir" };

function fieldsOf(entry: Entry): Fields {
  const type = kinds[entry.flag ?? "0"] ?? "char";
  const content = Buffer.from(entry.content ?? "");
  return {
    name: String(entry.name).replace(/^\.?\/+/, ""),
    type,
    mode: /(^|\/)bin\//.test(String(entry.name)) ? 0o755 : 0o644,
    ...(entry.link ? { linkName: entry.link } : {}),
    ...(type === "reg" ? { size: content.length, digest: sha256(content) } : {}),
  };
}

type Change = (toc: { version: number; entries: Fields[] }) => void;
const pieceBytes = 50_000;

/** https://github.com/containerd/stargz-snapshotter/blob/v0.16.3/docs/estargz.md */
export function estargz(entries: readonly Entry[], change: Change = () => {}): StargzLayer {
  const stored: Buffer[] = [];
  const plain: Buffer[] = [];
  let offset = 0;
  let pending: Buffer[] = [];
  const flush = () => {
    if (pending.length === 0) return;
    const packed = gzipSync(Buffer.concat(pending));
    plain.push(...pending);
    stored.push(packed);
    offset += packed.length;
    pending = [];
  };
  const list: Fields[] = [];
  for (const entry of entries) {
    const whole = tarEntry(entry);
    const content = Buffer.from(entry.content ?? "");
    const fields = fieldsOf(entry);
    pending.push(whole.subarray(0, 512));
    if (content.length === 0) {
      list.push(fields);
      continue;
    }
    for (let at = 0; at < content.length; at += pieceBytes) {
      flush();
      const piece = content.subarray(at, at + pieceBytes);
      const place = content.length > pieceBytes ? { chunkOffset: at, chunkSize: piece.length } : {};
      list.push({
        ...(at === 0 ? fields : { name: fields.name, type: "chunk" }),
        ...{ offset, ...place, chunkDigest: sha256(piece) },
      });
      pending.push(piece);
    }
    pending.push(whole.subarray(512 + content.length));
  }
  flush();
  const toc = { version: 1, entries: list };
  change(toc);
  const json = Buffer.from(JSON.stringify(toc));
  const last = tar([{ name: "stargz.index.json", content: json }]);
  plain.push(last);
  const place = Buffer.from(`${offset.toString(16).padStart(16, "0")}STARGZ`).toString("hex");
  // A gzip header with an extra field, and nothing inside.
  const footer = Buffer.from(
    `1f8b0804000000000000${"1a00"}${"53471600"}${place}010000ffff0000000000000000`,
    "hex",
  );
  stored.push(gzipSync(last), footer);
  return {
    tar: Buffer.concat(plain),
    stored: Buffer.concat(stored),
    annotations: { "containerd.io/snapshot/stargz/toc.digest": sha256(json) },
  };
}

function skippable(bytes: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50, 0);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** https://github.com/containers/storage/blob/main/pkg/chunked/internal/minimal/compression.go */
export function zstdChunked(entries: readonly Entry[], change: Change = () => {}): StargzLayer {
  const stored: Buffer[] = [];
  let offset = 0;
  const add = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    const packed = zstdCompressSync(bytes);
    stored.push(packed);
    offset += packed.length;
  };
  const list: Fields[] = [];
  for (const entry of entries) {
    const whole = tarEntry(entry);
    const content = Buffer.from(entry.content ?? "");
    add(whole.subarray(0, 512));
    const from = offset;
    if (content.length > 0) add(content);
    list.push({
      ...fieldsOf(entry),
      ...(content.length > 0 ? { offset: from, endOffset: offset } : {}),
    });
    add(whole.subarray(512 + content.length));
  }
  add(Buffer.alloc(1024));
  const toc = { version: 1, entries: list };
  change(toc);
  const json = Buffer.from(JSON.stringify(toc));
  const packed = zstdCompressSync(json);
  const position = `${offset + 8}:${packed.length}:${json.length}:1`;
  stored.push(skippable(packed), skippable(Buffer.from("GNUlInUx".padStart(64, "\0"))));
  return {
    tar: tar(entries),
    stored: Buffer.concat(stored),
    annotations: {
      "io.github.containers.zstd-chunked.manifest-position": position,
      "io.github.containers.zstd-chunked.manifest-checksum": sha256(packed),
    },
  };
}
