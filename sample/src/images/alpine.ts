import type { FileSpec, StepSpec } from "../compose.ts";
import { filler } from "./filler.ts";

/** Name, version, origin where it differs, a file it owns. */
type ApkPackage = readonly [
  name: string,
  version: string,
  origin?: string | undefined,
  file?: string,
];

/** Alpine 3.15.0 as released on 2021-11-24. */
const base: readonly ApkPackage[] = [
  ["alpine-baselayout", "3.2.0-r18", undefined, "etc/motd"],
  ["alpine-keys", "2.4-r1"],
  ["apk-tools", "2.12.7-r3", undefined, "sbin/apk"],
  ["busybox", "1.34.1-r3", undefined, "bin/busybox"],
  ["ca-certificates-bundle", "20191127-r7", "ca-certificates"],
  ["libc-utils", "0.7.2-r3", "libc-dev"],
  ["libcrypto1.1", "1.1.1l-r7", "openssl", "lib/libcrypto.so.1.1"],
  ["libretls", "3.3.4-r2", undefined, "usr/lib/libtls.so.2"],
  ["libssl1.1", "1.1.1l-r7", "openssl", "lib/libssl.so.1.1"],
  ["musl", "1.2.2-r7", undefined, "lib/ld-musl-x86_64.so.1"],
  ["musl-utils", "1.2.2-r7", "musl"],
  ["scanelf", "1.3.3-r0", "pax-utils"],
  ["ssl_client", "1.34.1-r3", "busybox"],
  ["zlib", "1.2.11-r3", undefined, "lib/libz.so.1"],
];

const node: readonly ApkPackage[] = [
  ["brotli-libs", "1.0.9-r5", "brotli"],
  ["c-ares", "1.17.2-r0"],
  ["icu-libs", "69.1-r1", "icu"],
  ["libgcc", "10.3.1_git20211027-r0", "gcc"],
  ["libstdc++", "10.3.1_git20211027-r0", "gcc"],
  ["libuv", "1.42.0-r0"],
  ["nghttp2-libs", "1.46.0-r0", "nghttp2"],
  ["nodejs", "16.13.1-r0", undefined, "usr/bin/node"],
];

const curl: readonly ApkPackage[] = [
  ["curl", "7.80.0-r0", undefined, "usr/bin/curl"],
  ["expat", "2.4.1-r0", undefined, "usr/lib/libexpat.so.1"],
  ["libcurl", "7.80.0-r0", "curl", "usr/lib/libcurl.so.4"],
];

/** The base's one layer, as `FROM alpine:3.15` brings it. */
export function alpineBase(architecture: string): StepSpec[] {
  return [
    {
      command: "/bin/sh -c #(nop) ADD file:alpine-minirootfs-3.15.0.tar.gz in / ",
      files: [...release, installed(base, architecture), filler("lib/libcrypto.so.1.1", 900_000)],
    },
    { command: '/bin/sh -c #(nop)  CMD ["/bin/sh"]' },
  ];
}

/** As `apk add` leaves it: the whole package database is written again in the new layer. */
export function alpineNode(architecture: string): StepSpec {
  return {
    command: "RUN /bin/sh -c apk add --no-cache nodejs # buildkit",
    files: [installed([...base, ...node], architecture), filler("usr/bin/node", 2_400_000)],
  };
}

export function alpineCurl(architecture: string): StepSpec {
  return {
    command: "RUN /bin/sh -c apk add --no-cache curl expat # buildkit",
    files: [installed([...base, ...curl], architecture), filler("usr/lib/libcurl.so.4", 600_000)],
  };
}

const release: FileSpec[] = [
  {
    path: "etc/os-release",
    content: [
      'NAME="Alpine Linux"',
      "ID=alpine",
      "VERSION_ID=3.15.0",
      'PRETTY_NAME="Alpine Linux v3.15"',
      'HOME_URL="https://alpinelinux.org/"',
      "",
    ].join("\n"),
  },
  { path: "etc/alpine-release", content: "3.15.0\n" },
  {
    path: "etc/apk/repositories",
    content: ["main", "community"]
      .map((name) => `https://mirror.example.com/alpine/v3.15/${name}\n`)
      .join(""),
  },
];

/** https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 */
function installed(packages: readonly ApkPackage[], architecture: string): FileSpec {
  const entries = packages.map(([name, version, origin, file]) =>
    [
      `P:${name}`,
      `V:${version}`,
      `A:${architecture}`,
      `o:${origin ?? name}`,
      "m:Alpine maintainers <alpine-devel@lists.alpinelinux.org>",
      ...(file === undefined
        ? []
        : [`F:${file.split("/").slice(0, -1).join("/")}`, `R:${file.split("/").at(-1)}`]),
      "",
    ].join("\n"),
  );
  return { path: "lib/apk/db/installed", content: `${entries.join("\n")}\n` };
}
