/** What is read at most. Past a limit a scan skips and says so where it honestly can, else fails with the limit's name. */
export const defaultLimits = {
  /** Manifest, index, config, or another JSON answer of a registry, bytes. */
  manifestBytes: 4 * 2 ** 20,
  /** Indexes inside an index; one has two levels at the most. */
  indexDepth: 4,
  /** Entries of an index and all inside it. */
  indexEntries: 5_000,
  /** Pages of a registry's listing: one that never ends is a fault or a trap. */
  listPages: 10_000,
  /** Layers of an image; overlayfs and Docker stop at 128. */
  imageLayers: 1024,
  /** Steps of an image's history, empty ones with them. */
  imageHistory: 10_000,
  /** Of an archive that is compressed as a whole or comes through a pipe, unpacked, bytes. */
  archiveBytes: 128 * 2 ** 30,
  /** Members of a Docker or OCI archive. */
  archiveEntries: 200_000,

  /** Of one layer's tar, bytes. Real ones with models or CUDA reach some 20 GB. */
  layerBytes: 64 * 2 ** 30,
  /** Unpacked bytes for each stored one, once past `layerRatioFloorBytes`; text compresses about 1:10, gzip ends at 1:1032. */
  layerRatio: 200,
  /** A layer that unpacks to less than this costs some ten seconds at the most, whatever its ratio: an empty disk or swap file may be meant. */
  layerRatioFloorBytes: 4 * 2 ** 30,
  /** A layer's table of contents, packed and unpacked, bytes; about 400 for each file. */
  tocBytes: 2 ** 28,
  /** A layer smaller than this is read whole although it has a table: that is one request. */
  tocLayerBytes: 2 ** 20,
  /** Of a layer's bytes, the part past which it is read whole although it has a table. */
  tocShare: 0.5,
  /** Entries of one layer. */
  layerEntries: 2_000_000,
  /** Of all names of one layer, which are held while it is read. */
  layerNameBytes: 256 * 2 ** 20,
  /** One name inside a layer, bytes: PATH_MAX. */
  pathBytes: 4096,
  /** One PAX or GNU long-name record, bytes. */
  tarRecordBytes: 2 ** 20,
  /** Data blocks that one sparse file's map may take; each describes 21 pieces. */
  sparseMapBlocks: 100_000,

  /** A package database of the operating system, bytes. The largest known dpkg status is about 8 MB. */
  systemFileBytes: 64 * 2 ** 20,
  /** A database of RPMs, bytes: one of 500 packages has some 40 MB. */
  rpmDatabaseBytes: 2 ** 28,
  /** A bill of materials that lies in the image, bytes. */
  sbomBytes: 16 * 2 ** 20,
  /** A language package's own metadata, bytes. */
  metadataFileBytes: 4 * 2 ** 20,
  /** A file of which only parts are read, as executables and archives, bytes. */
  largeFileBytes: 2 * 2 ** 30,
  /** Such a file is kept in memory up to this size and past it in a temporary file; one at a time for each layer that is being read. */
  heldFileBytes: 4 * 2 ** 20,
  /** Segments and sections of an executable. */
  executableParts: 65_536,
  /** What an executable says of its modules, bytes; Kubernetes' largest is 30 kB. */
  executableInfoBytes: 8 * 2 ** 20,
  /** The symbols of an executable, which are read where nothing else tells its version, bytes. */
  executableSymbolBytes: 64 * 2 ** 20,
  /** Members of a zip or jar. */
  zipEntries: 500_000,
  /** Files of a jar's metadata, archives inside it, and archives inside those, each. */
  zipEntriesRead: 20_000,
  /** Archives in archives. */
  nestedDepth: 10,
  /** An archive in an archive, unpacked, bytes. */
  nestedBytes: 2 * 2 ** 30,
  /** What is unpacked of an archive, for each of its own bytes, once past `nestedRatioFloorBytes`: archives in it are compressed already. */
  nestedRatio: 50,
  nestedRatioFloorBytes: 64 * 2 ** 20,
  /** What is unpacked of the archives of one layer, bytes: about a minute's work. */
  layerNestedBytes: 16 * 2 ** 30,
  /** All files of one layer that are opened and read whole, bytes. */
  layerReadBytes: 2 ** 29,
  /** Packages of one layer. */
  layerPackages: 500_000,
  /** Parts of names followed, and files behind links looked up in each layer. */
  linkSteps: 20_000_000,
  /** An advisory database, bytes. Trivy's has some 1 GB. */
  databaseBytes: 16 * 2 ** 30,
  /** Of an open one, the pages that stay in memory, bytes. */
  databaseCacheBytes: 32 * 2 ** 20,
  /** One page of it with what overflows, bytes: one advisory is never so large. */
  databasePageBytes: 64 * 2 ** 20,
  /** What is known of attacks, one list of it, unpacked, bytes; FIRST's has some 15 MB. */
  exploitationBytes: 2 ** 28,
  /** A record of an advisory, or a document that says which findings do not count, bytes. */
  documentBytes: 32 * 2 ** 20,
  /** Products and components that documents name which say what does not count, in all. */
  vexProducts: 2_000_000,
  /** Comparisons of those with packages of an image: some ten seconds. */
  vexComparisons: 20_000_000,
  /** Documents and other things that lie beside an image in its registry, and may say so too. */
  attached: 200,
  /** A policy or a list of exceptions in YAML, bytes; a hostile one takes some three seconds. */
  policyBytes: 2 ** 18,
  /** A list of exceptions in another form, bytes. */
  exceptionBytes: 2 * 2 ** 20,

  /** Records in a folder or an archive of advisories. */
  documents: 2_000_000,

  /** Reasons kept word for word; the rest is counted. */
  skippedKept: 100,
};
export type Limits = Readonly<Record<keyof typeof defaultLimits, number>>;

/** The limits of one run: what is not given is the default. */
export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  return { ...defaultLimits, ...limits };
}
