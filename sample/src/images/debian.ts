import type { FileSpec, StepSpec } from "../compose.ts";
import { filler } from "./filler.ts";

/** Name, version, source where it differs. */
type DebPackage = readonly [name: string, version: string, source?: string];

/** Debian 12.0 as released on 2023-06-10, the packages of a minimal base. */
const base: readonly DebPackage[] = [
  ["apt", "2.6.1"],
  ["base-files", "12.4"],
  ["bash", "5.2.15-2+b2", "bash (5.2.15-2)"],
  ["coreutils", "9.1-1"],
  ["debian-archive-keyring", "2023.3"],
  ["dpkg", "1.21.22"],
  ["gcc-12-base", "12.2.0-14", "gcc-12"],
  ["gpgv", "2.2.40-1.1", "gnupg2"],
  ["libapt-pkg6.0", "2.6.1", "apt"],
  ["libc-bin", "2.36-9", "glibc"],
  ["libc6", "2.36-9", "glibc"],
  ["libcap2", "1:2.66-4"],
  ["libgcc-s1", "12.2.0-14", "gcc-12"],
  ["libgcrypt20", "1.10.1-3"],
  ["libgnutls30", "3.7.9-2", "gnutls28"],
  ["liblzma5", "5.4.1-0.2", "xz-utils"],
  ["libpam-modules", "1.5.2-6", "pam"],
  ["libstdc++6", "12.2.0-14", "gcc-12"],
  ["libsystemd0", "252.6-1", "systemd"],
  ["libtasn1-6", "4.19.0-2"],
  ["libtinfo6", "6.4-4", "ncurses"],
  ["libudev1", "252.6-1", "systemd"],
  ["login", "1:4.13+dfsg1-1+b1", "shadow (1:4.13+dfsg1-1)"],
  ["passwd", "1:4.13+dfsg1-1+b1", "shadow (1:4.13+dfsg1-1)"],
  ["perl-base", "5.36.0-7", "perl"],
  ["tar", "1.34+dfsg-1.2"],
  ["util-linux", "2.38.1-5+b1", "util-linux (2.38.1-5)"],
  ["zlib1g", "1:1.2.13.dfsg-1", "zlib"],
];

const node: readonly DebPackage[] = [
  ["ca-certificates", "20230311"],
  ["libc-ares2", "1.18.1-3", "c-ares"],
  ["libnghttp2-14", "1.52.0-1", "nghttp2"],
  ["libnode108", "18.13.0+dfsg1-1", "nodejs"],
  ["libssl3", "3.0.9-1", "openssl"],
  ["libuv1", "1.44.2-1"],
  ["nodejs", "18.13.0+dfsg1-1"],
  ["openssl", "3.0.9-1"],
];

const python: readonly DebPackage[] = [
  ["ca-certificates", "20230311"],
  ["libexpat1", "2.5.0-1", "expat"],
  ["libpython3.11-minimal", "3.11.2-6", "python3.11"],
  ["libpython3.11-stdlib", "3.11.2-6", "python3.11"],
  ["libsqlite3-0", "3.40.1-2", "sqlite3"],
  ["libssl3", "3.0.9-1", "openssl"],
  ["openssl", "3.0.9-1"],
  ["python3.11", "3.11.2-6"],
  ["python3.11-minimal", "3.11.2-6", "python3.11"],
];

export function debianBase(): StepSpec[] {
  return [
    {
      command: "/bin/sh -c #(nop) ADD file:debian-12-rootfs.tar.xz in / ",
      files: [...release, status(base), filler("usr/lib/x86_64-linux-gnu/libc.so.6", 1_900_000)],
    },
    { command: '/bin/sh -c #(nop)  CMD ["bash"]' },
  ];
}

/** As `apt-get install` leaves it: dpkg's status file is written again in the new layer. */
export function debianNode(): StepSpec {
  return install("nodejs ca-certificates openssl", node, "usr/bin/node", 2_800_000);
}

export function debianPython(): StepSpec {
  return install("python3.11 ca-certificates openssl", python, "usr/bin/python3.11", 1_600_000);
}

function install(
  names: string,
  packages: readonly DebPackage[],
  binary: string,
  size: number,
): StepSpec {
  return {
    command: `RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/* # buildkit`,
    files: [status([...base, ...packages]), filler(binary, size)],
  };
}

const release: FileSpec[] = [
  {
    path: "usr/lib/os-release",
    content: [
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
      'NAME="Debian GNU/Linux"',
      'VERSION_ID="12"',
      "VERSION_CODENAME=bookworm",
      "ID=debian",
      "",
    ].join("\n"),
  },
  { path: "etc/debian_version", content: "12.0\n" },
];

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html */
function status(packages: readonly DebPackage[]): FileSpec {
  const entries = packages.map(([name, version, source]) =>
    [
      `Package: ${name}`,
      "Status: install ok installed",
      "Architecture: amd64",
      ...(source === undefined ? [] : [`Source: ${source}`]),
      `Version: ${version}`,
      "Maintainer: Debian maintainers <debian-devel@lists.debian.org>",
      `Description: ${name}`,
      "",
    ].join("\n"),
  );
  return { path: "var/lib/dpkg/status", content: `${entries.join("\n")}\n` };
}
