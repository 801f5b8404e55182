import { baseName, parentPath } from "../../../layer/path.ts";
import { defaultLimits } from "../../../limits.ts";
import { type Analyser, leadsTo, type ReadPackage } from "../../analyser.ts";
import { isLanguageMetadata } from "../../language/metadata.ts";
import { whyLeftOut } from "../../left-out.ts";
import { licenseNames } from "../../licenses.ts";
import { bdbHeaders } from "./bdb.ts";
import { type RpmHeader, readHeader } from "./header.ts";
import { ndbHeaders } from "./ndb.ts";
import { sqliteHeaders } from "./sqlite.ts";

const folders = ["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"];
/** What RPM has kept its database in, newest first: https://rpm-software-management.github.io/rpm/man/rpmdb.8 */
const formats: Readonly<Record<string, (file: Buffer) => Iterable<Buffer>>> = {
  "rpmdb.sqlite": sqliteHeaders,
  "Packages.db": ndbHeaders,
  Packages: bdbHeaders,
};
const fileNames = Object.keys(formats);
const places = folders.flatMap((folder) => fileNames.map((name) => `${folder}/${name}`));

/** RPM's database of installed packages. */
export const rpm: Analyser = {
  name: "rpm",
  limit: "rpmDatabaseBytes",
  wants: (path) => path.includes("/rpm/") && places.includes(path),
  wantsBelow: (path) => leadsTo(path, places),
  read(content, path, limits = defaultLimits) {
    const headers = formats[baseName(path)];
    if (!headers) return {};
    const packages: ReadPackage[] = [];
    const owns: { package: string; paths: string[] }[] = [];
    const faults: string[] = [];
    // Headers do not overlap, and say more of a file than its path: else few bytes could be made to mean many.
    let headerBytes = content.length;
    let pathBytes = content.length + 2 ** 24;
    try {
      for (const blob of headers(content)) {
        headerBytes -= blob.length;
        if (headerBytes < 0) throw new Error("its headers overlap");
        const header = readHeader(blob);
        const read = packageOf(header);
        // Keys that signatures are checked with, kept like packages.
        if (read.name === "gpg-pubkey") continue;
        if (packages.length >= limits.layerPackages)
          throw new Error("it does not end (limit layerPackages)");
        packages.push(read);
        const paths: string[] = [];
        for (const { path, wanted } of filesOf(header)) {
          pathBytes -= path.length;
          if (pathBytes < 0) throw new Error("its lists of files do not end");
          if (wanted) paths.push(path);
        }
        if (paths.length > 0) owns.push({ package: read.name, paths });
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const why = error instanceof RangeError ? "it ends too early" : reason;
      faults.push(whyLeftOut("rpm-damaged", { count: packages.length, error: why }));
    }
    return { packages, owns, faults };
  },
};

/** Databases that another format has taken the place of: RPM reads one of them. */
export function staleDatabases(paths: readonly string[]): { path: string; reason: string }[] {
  const there = new Set(paths.filter((path) => rpm.wants(path)));
  return [...there].flatMap((path) => {
    const newer = fileNames
      .slice(0, fileNames.indexOf(baseName(path)))
      .map((name) => `${parentPath(path)}/${name}`)
      .find((one) => there.has(one));
    return newer ? [{ path, reason: whyLeftOut("rpm-older", { path: newer }) }] : [];
  });
}

function packageOf(header: RpmHeader): ReadPackage {
  const name = header.text("name");
  const version = header.text("version");
  const release = header.text("release");
  if (!name || !version || !release) throw new Error("a package without name, version or release");
  const epoch = header.numbers("epoch")[0] ?? 0;
  const full = `${epoch > 0 ? `${epoch}:` : ""}${version}-${release}`;
  const modularity = header.text("modularity");
  return {
    name,
    version: full,
    type: "rpm",
    source: sourceOf(header.text("sourceRpm"), epoch),
    architecture: header.text("arch"),
    licenses: licenseNames([header.text("license")]),
    maintainer: header.text("vendor"),
    ...(modularity ? { modularity } : {}),
  };
}

/** `NAME-VERSION-RELEASE.src.rpm`; it has the epoch of what is built from it. */
function sourceOf(file: string | null, epoch: number): ReadPackage["source"] {
  const [, name, version, release] =
    /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(file ?? "") ?? [];
  if (!name || !version || !release) return null;
  return { name, version: `${epoch > 0 ? `${epoch}:` : ""}${version}-${release}` };
}

function* filesOf(header: RpmHeader): Iterable<{ path: string; wanted: boolean }> {
  const folders = header.texts("dirNames").map((folder) => folder.replace(/^\/+/, ""));
  const indexes = header.numbers("dirIndexes");
  const modes = header.numbers("fileModes");
  const states = header.numbers("fileStates");
  for (const [index, name] of header.texts("baseNames").entries()) {
    // Replaced by another package's, or not installed: https://github.com/rpm-software-management/rpm/blob/master/include/rpm/rpmfi.h
    if (states[index] === 1 || states[index] === 2) continue;
    const folder = folders[indexes[index] ?? -1];
    if (folder === undefined || folder.length + name.length > 4096) continue;
    const path = folder + name;
    yield { path, wanted: isLanguageMetadata(path) || isProgram(name, modes[index] ?? 0) };
  }
}

function isProgram(name: string, mode: number): boolean {
  const regular = (mode & 0o170000) === 0o100000;
  return regular && (mode & 0o111) !== 0 && !/\.so(\.|$)/.test(name);
}
