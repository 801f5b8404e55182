import { createHash } from "node:crypto";
import { type FileBytes, piecesOf } from "../../../layer/file-bytes.ts";
import { createHold, type FileHold } from "../../../layer/hold.ts";
import { baseName, normalPath } from "../../../layer/path.ts";
import type { Limits } from "../../../limits.ts";
import { unpack, unpackWhole } from "../../../zip/unpack.ts";
import { openZip, type Zip, type ZipEntry } from "../../../zip/zip.ts";
import type { Effort, FileReading, MavenNames, ReadPackage, UnnamedJar } from "../../analyser.ts";
import { licenseNames } from "../../licenses.ts";
import { isJavaArchive } from "./extension.ts";
import { type Manifest, manifestLicenses, manifestNames, parseManifest } from "./manifest.ts";
import { fileNames, parsePomProperties, pomLicenses, pomOf } from "./maven.ts";
import { mavenPackage, plainVersion } from "./package.ts";

/** What one file costs and gives, its inner archives included. */
type Reading = {
  readonly limits: Limits;
  readonly effort: Effort;
  /** Bytes of the file itself. */
  readonly size: number;
  nestedBytes: number;
  archives: number;
  readonly packages: ReadPackage[];
  readonly jars: UnnamedJar[];
  readonly faults: string[];
};

/** An archive of the file: the file itself, or one inside it. */
type Archive = {
  readonly file: FileBytes;
  readonly name: string;
  readonly inside: string | undefined;
  readonly depth: number;
};

/** Throws an `Error` where the file is no archive. */
export function readArchive(
  file: FileBytes,
  path: string,
  limits: Limits,
  effort: Effort,
): FileReading {
  const reading: Reading = {
    limits,
    effort,
    size: file.size,
    nestedBytes: 0,
    archives: 0,
    packages: [],
    jars: [],
    faults: [],
  };
  readOne({ file, name: baseName(path), inside: undefined, depth: 0 }, reading);
  const { packages, jars, faults } = reading;
  return { packages, ...(jars.length > 0 ? { jars } : {}), faults };
}

function readOne(archive: Archive, reading: Reading): void {
  const zip = openZip(archive.file, reading.limits);
  const wanted = wantedEntries(zip, archive, reading);
  const manifest = readManifest(zip, wanted.manifest, archive, reading);
  const found = readPoms(zip, wanted.poms, archive, reading);
  const licenses = pomLicensesOf(zip, wanted.licensePoms, archive, reading);
  const ownLicenses = licenseNames(manifestLicenses(manifest));
  const ours = archive.inside === undefined ? {} : { inside: archive.inside };
  for (const names of found) {
    const told = licenses.get(`${names.group}:${names.artifact}`) ?? [];
    const only = found.length === 1 ? ownLicenses : [];
    reading.packages.push(
      mavenPackage(names, { ...ours, licenses: told.length > 0 ? told : only }),
    );
  }
  const file = fileNames(archive.name);
  const certain = found.some(
    (names) => names.artifact === file?.artifact && names.version === file.version,
  );
  if (!certain)
    reading.jars.push({
      ...ours,
      sha1: sha1Of(archive.file),
      manifest: manifestNames(manifest),
      file,
      holds: found.map(({ artifact }) => artifact),
      licenses: ownLicenses,
    });
  readNested(zip, wanted.nested, archive, reading);
}

type Wanted = {
  manifest: ZipEntry | null;
  readonly poms: ZipEntry[];
  readonly licensePoms: ZipEntry[];
  readonly nested: ZipEntry[];
};

function wantedEntries(zip: Zip, archive: Archive, reading: Reading): Wanted {
  const { zipEntriesRead } = reading.limits;
  const wanted: Wanted = { manifest: null, poms: [], licensePoms: [], nested: [] };
  const kinds: readonly (readonly [ZipEntry[], (name: string) => boolean])[] = [
    [wanted.poms, (name) => name === "pom.properties" || name.endsWith("/pom.properties")],
    [wanted.licensePoms, (name) => pomOf(name) !== null],
    [wanted.nested, isJavaArchive],
  ];
  let tooMany = false;
  try {
    for (const entry of zip.entries()) {
      const { name } = entry;
      // Nearly all are.
      if (name.endsWith(".class")) continue;
      // Java takes the last of several, and does not mind the case.
      if (/^META-INF\/MANIFEST\.MF$/i.test(name)) wanted.manifest = entry;
      const list = kinds.find(([, wants]) => wants(name))?.[0];
      if (list && list.length < zipEntriesRead) list.push(entry);
      else tooMany ||= list !== undefined;
    }
    if (tooMany) throw new Error("more files lie in it than are read (limit zipEntriesRead)");
  } catch (error) {
    fault(archive, reading, undefined, error);
  }
  return wanted;
}

function readManifest(
  zip: Zip,
  entry: ZipEntry | null,
  archive: Archive,
  reading: Reading,
): Manifest {
  const text = entry && readText(zip, entry, archive, reading);
  return parseManifest(text ?? "");
}

/** Each once: shaded archives name the same thing again and again. */
function readPoms(
  zip: Zip,
  entries: readonly ZipEntry[],
  archive: Archive,
  reading: Reading,
): MavenNames[] {
  const found = new Map<string, MavenNames>();
  for (const entry of entries) {
    const text = readText(zip, entry, archive, reading);
    const names = text === null ? null : parsePomProperties(text);
    if (!names) continue;
    const key = `${names.group}:${names.artifact}:${plainVersion(names.version)}`;
    if (!found.has(key)) found.set(key, names);
  }
  return [...found.values()];
}

function pomLicensesOf(zip: Zip, entries: readonly ZipEntry[], archive: Archive, reading: Reading) {
  const licenses = new Map<string, string[]>();
  for (const entry of entries) {
    const text = readText(zip, entry, archive, reading);
    const names = text === null ? [] : licenseNames(pomLicenses(text));
    if (names.length > 0) licenses.set(pomOf(entry.name) ?? "", names);
  }
  return licenses;
}

function readText(zip: Zip, entry: ZipEntry, archive: Archive, reading: Reading): string | null {
  const most = reading.limits.metadataFileBytes;
  try {
    const bytes = unpackWhole(zip, entry, most, (length) => spend(length, reading));
    return bytes.toString("utf8");
  } catch (error) {
    fault(archive, reading, entry.name, error);
    return null;
  }
}

function readNested(
  zip: Zip,
  entries: readonly ZipEntry[],
  archive: Archive,
  reading: Reading,
): void {
  const hold = createHold(reading.limits);
  try {
    for (const entry of entries) {
      try {
        const path = normalPath(entry.name);
        if ("unsafe" in path) throw new Error(path.unsafe);
        if (path.path === "" || entry.name.endsWith("/")) continue;
        checkCount(archive, reading);
        readOne(
          {
            file: nestedFile(zip, entry, hold, reading),
            name: baseName(path.path),
            inside: archive.inside === undefined ? path.path : `${archive.inside}/${path.path}`,
            depth: archive.depth + 1,
          },
          reading,
        );
      } catch (error) {
        fault(archive, reading, entry.name, error);
      }
    }
  } finally {
    hold.close();
  }
}

function checkCount(archive: Archive, reading: Reading): void {
  const { nestedDepth, zipEntriesRead } = reading.limits;
  if (archive.depth >= nestedDepth)
    throw new Error("it lies too deep in archives (limit nestedDepth)");
  if (++reading.archives > zipEntriesRead)
    throw new Error("more archives lie in the file than are read (limit zipEntriesRead)");
}

/** What is stored as it is, as Spring Boot does, is read where it lies. */
function nestedFile(zip: Zip, entry: ZipEntry, hold: FileHold, reading: Reading): FileBytes {
  if (entry.method === 0 && !entry.encrypted) return zip.stored(entry);
  const { limits } = reading;
  if (entry.size > limits.nestedBytes)
    throw new Error("it is larger than is read (limit nestedBytes)");
  const held = hold.start(entry.size);
  unpack(zip, entry, entry.size, (piece) => {
    spend(piece.length, reading);
    held.write(piece);
  });
  return held.bytes();
}

function spend(bytes: number, reading: Reading): void {
  const { limits, effort, size } = reading;
  reading.nestedBytes += bytes;
  effort.nestedBytes += bytes;
  if (reading.nestedBytes > Math.max(limits.nestedRatioFloorBytes, size * limits.nestedRatio))
    throw new Error("the file unpacks to far more than it has (limit nestedRatio)");
  if (effort.nestedBytes > limits.layerNestedBytes)
    throw new Error("more is to be unpacked in this layer than allowed (limit layerNestedBytes)");
}

/** Only the first ones count: an archive of broken archives is one fault. */
function fault(
  archive: Archive,
  reading: Reading,
  member: string | undefined,
  error: unknown,
): void {
  if (reading.faults.length >= reading.limits.skippedKept) return;
  const place = [archive.inside, member].filter((part) => part !== undefined).join("/");
  const reason = error instanceof Error ? error.message : String(error);
  reading.faults.push(place === "" ? reason : `${place.slice(0, 500)}: ${reason}`);
}

function sha1Of(file: FileBytes): string {
  const hash = createHash("sha1");
  for (const piece of piecesOf(file, 262_144)) hash.update(piece);
  return hash.digest("hex");
}
