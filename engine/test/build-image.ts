import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Advisory, AdvisoryDatabase } from "../src/advisory/database.ts";
import type { Image, Layer } from "../src/image/image.ts";

/** A tar entry, also one that no honest tool would write. */
export type Entry = {
  readonly name: string | Buffer;
  /** The header's type flag; a file by itself. */
  readonly flag?: string;
  readonly content?: string | Buffer;
  readonly link?: string;
  /** What the header says, where that is not the content's size. */
  readonly size?: number;
  /** Bytes written over the finished header, before its checksum is made. */
  readonly patch?: (header: Buffer) => void;
};

export const file = (name: string, content = ""): Entry => ({ name, content });
export const folder = (name: string): Entry => ({ name: `${name}/`, flag: "5" });
export const symlink = (name: string, link: string): Entry => ({ name, flag: "2", link });
export const hardlink = (name: string, link: string): Entry => ({ name, flag: "1", link });

const end = Buffer.alloc(1024);

/** An archive in the ustar format. */
export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), end]);
}

export function tarEntry(entry: Entry): Buffer {
  const content = Buffer.from(entry.content ?? "");
  const header = Buffer.alloc(512);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write("0000644\0", 100);
  header.write(`${(entry.size ?? content.length).toString(8).padStart(11, "0")} `, 124);
  header.write("00000000000 ", 136);
  header.write(entry.flag ?? "0", 156);
  header.write((entry.link ?? "").slice(0, 100), 157);
  header.write("ustar\x0000", 257);
  entry.patch?.(header);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A PAX record before the entry that it is about. */
export function pax(records: Readonly<Record<string, string>>): Entry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = Buffer.byteLength(rest) + 1;
    while (Buffer.byteLength(`${length}${rest}`) !== length) length++;
    return `${length}${rest}`;
  });
  return { name: "PaxHeaders/x", flag: "x", content: lines.join("") };
}

export const sha256 = (bytes: Uint8Array) =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A layer as it is stored; what is given besides is a lie about it. */
export type StoredLayer = {
  readonly tar: Buffer;
  readonly stored: Buffer;
  readonly digest?: string;
  readonly diffId?: string;
  readonly size?: number;
};

export const gzipped = (bytes: Buffer): StoredLayer => ({ tar: bytes, stored: gzipSync(bytes) });

/** An image in memory; layers are entries, or a layer as it is stored. */
export function buildImage(
  layers: readonly (readonly Entry[] | StoredLayer)[],
  history: readonly string[] = [],
): Image {
  return {
    kind: "image",
    reference: "test",
    digest: sha256(Buffer.from(String(layers.length))),
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    platform: { os: "linux", architecture: "amd64" },
    size: 0,
    created: null,
    history: history.map((command, layer) => ({ command, created: null, layer })),
    labels: {},
    annotations: {},
    layers: layers.map((layer, index): Layer => {
      const made = "stored" in layer ? layer : gzipped(tar(layer));
      return {
        index,
        digest: made.digest ?? sha256(made.stored),
        diffId: made.diffId ?? sha256(made.tar),
        mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
        size: made.size ?? made.stored.length,
        command: history[index] ?? null,
        open: async () => chunks(made.stored),
      };
    }),
  };
}

/** In pieces that cut across everything. */
async function* chunks(bytes: Buffer, size = 10_007): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export type LayoutImage = {
  readonly layers: readonly (readonly Entry[])[];
  readonly architecture?: string;
  readonly history?: readonly { readonly created_by: string; readonly empty_layer?: boolean }[];
  readonly tag?: string;
};

/** The files of an OCI layout by path: one image, or several as the platforms of an index. */
export function layoutFiles(images: readonly LayoutImage[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const add = (bytes: Buffer, mediaType: string) => {
    const digest = sha256(bytes);
    files.set(`blobs/${digest.replace(":", "/")}`, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const addJson = (value: unknown, mediaType: string) =>
    add(Buffer.from(JSON.stringify(value)), mediaType);

  const manifests = images.map(({ layers, architecture = "amd64", history, tag }) => {
    const tars = layers.map(tar);
    const config = addJson(
      {
        os: "linux",
        architecture,
        rootfs: { type: "layers", diff_ids: tars.map(sha256) },
        history,
      },
      "application/vnd.oci.image.config.v1+json",
    );
    const manifest = {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config,
      layers: tars.map((bytes) =>
        add(gzipSync(bytes), "application/vnd.oci.image.layer.v1.tar+gzip"),
      ),
    };
    return {
      ...addJson(manifest, manifest.mediaType),
      platform: { os: "linux", architecture },
      ...(tag ? { annotations: { "org.opencontainers.image.ref.name": tag } } : {}),
    };
  });
  files.set("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  files.set("index.json", Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })));
  return files;
}

export async function writeFiles(root: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

export const tarOfFiles = (files: ReadonlyMap<string, Buffer>) =>
  tar([...files].map(([name, content]) => ({ name, content })));

/** An advisory with what a test does not care about filled in. */
export function advisory(given: Partial<Advisory> & Pick<Advisory, "id">): Advisory {
  return {
    aliases: [],
    source: "test",
    title: null,
    description: null,
    ranges: [],
    versions: [],
    constraints: null,
    status: null,
    severity: "high",
    severitySource: null,
    cvss: [],
    cwes: [],
    kev: false,
    epss: null,
    published: null,
    modified: null,
    references: [],
    architectures: [],
    products: null,
    ...given,
  };
}

/** Advisories by `ECOSYSTEM/PACKAGE`; an ecosystem is covered when one of its packages is there. */
export function database(known: Readonly<Record<string, readonly Advisory[]>>): AdvisoryDatabase {
  const covered = new Set(Object.keys(known).map((key) => key.slice(0, key.indexOf("/"))));
  return {
    info: { name: "Test advisories", version: "1", date: "2026-11-01", limits: [], sources: [] },
    covers: (ecosystem) => covered.has(ecosystem),
    lookup: (ecosystem, name) => known[`${ecosystem}/${name}`] ?? [],
    *packages() {
      for (const key of Object.keys(known)) {
        const slash = key.indexOf("/");
        yield { ecosystem: key.slice(0, slash), name: key.slice(slash + 1) };
      }
    },
    close: () => {},
  };
}

export const alpineRelease = (version = "3.20.3") => [
  file("etc/os-release", `ID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux"\n`),
  file("etc/alpine-release", `${version}\n`),
];

export const debianRelease = [
  file("etc/os-release", 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n'),
  file("etc/debian_version", "12.5\n"),
];

/** `lib/apk/db/installed` with packages as `name version [origin]`. */
export function apkInstalled(...packages: string[]): string {
  return packages
    .map((text) => {
      const [name, version, origin = name] = text.split(" ");
      return `P:${name}\nV:${version}\nA:x86_64\no:${origin}\n`;
    })
    .join("\n");
}

/** A dpkg status with packages as `name version [source]`. */
export function dpkgStatus(...packages: string[]): string {
  return packages
    .map((text) => {
      const [name, version, source] = text.split(" ");
      return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n${
        source ? `Source: ${source}\n` : ""
      }`;
    })
    .join("\n");
}

export const packageJson = (name: string, version: string) => JSON.stringify({ name, version });
