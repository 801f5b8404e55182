import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PlimsollError } from "../../error.ts";
import type { AdvisoryDatabase } from "../database.ts";
import { withExploitation } from "../exploitation.ts";
import { mergeDatabases } from "../merged.ts";
import { openStarterDatabase } from "../starter/starter.ts";
import { openTrivyDatabase, type TrivyDatabase } from "../trivy/open.ts";
import { databaseFile } from "../trivy/schema.ts";
import { describeFailure } from "./failures.ts";
import { databaseKinds } from "./kinds.ts";
import { isUrl, type ListName, openLists } from "./lists.ts";
import { pathKind, prepareDatabase } from "./prepare.ts";
import { type DatabaseSource, starterSource } from "./sources.ts";
import {
  changeState,
  type DatabaseInUse,
  type DatabaseState,
  type ExploitationState,
  type Kept,
  readState,
  type SourceFailure,
  type StoredDatabase,
  type StoreFile,
} from "./state.ts";
import type { StoreOptions } from "./store.ts";

export type OpenedAdvisories = {
  /** All of it as one: what look-ups go to. */
  readonly database: AdvisoryDatabase;
  readonly state: DatabaseState;
  /** What it is made of, for those who write it on: the one in use, and advisories of one's own. */
  readonly parts: { readonly base: Base; readonly own: AdvisoryDatabase | null };
  close(): void;
};

type Base = AdvisoryDatabase | TrivyDatabase;
type Found = {
  readonly base: Base;
  readonly inUse: Omit<DatabaseInUse, "name" | "version" | "date">;
};

/**
 * Opens what the first of the sources has that has something, of artifacts what the store keeps, and in the end what
 * comes with the program. Nothing is fetched. Throws `PlimsollError`: `database-missing` where a path leads nowhere,
 * `advisory-invalid` where advisories of one's own are wrong, and where lists of attacks or none at all can be read.
 */
export async function openAdvisories(options: StoreOptions): Promise<OpenedAdvisories> {
  const { folder, exploitation = {}, advisories = [], now = () => new Date() } = options;
  const { found, passedOver } = await openFirst(options);
  const { base } = found;
  const opened: AdvisoryDatabase[] = [base];
  try {
    const own = advisories.length > 0 ? await openOwn(advisories) : null;
    if (own) opened.push(own);
    const file = await readState(folder);
    const lists = await openLists(folder, exploitation, file.lists, "contents" in base);
    const database = withExploitation(own ? mergeDatabases(base, own) : base, lists);
    const { name, version, date } = base.info;
    const inUse = { ...found.inUse, name, version, date };
    return {
      database,
      parts: { base, own },
      state: {
        ...describeStore(options, file, inUse),
        failures: [
          ...passedOver.map(({ source, error }) => describeFailure(source, error, now())),
          ...failuresOf(options, file).filter(
            (failure) => !passedOver.some(({ source }) => source === failure.source),
          ),
        ],
        kev: listState("kev", options, file, lists.kev?.date),
        epss: listState("epss", options, file, lists.epss?.date),
      },
      close: () => {
        for (const one of opened) one.close();
      },
    };
  } catch (cause) {
    for (const one of opened) one.close();
    throw cause;
  }
}

type PassedOver = { readonly source: string; readonly error: PlimsollError };

async function openFirst(
  options: StoreOptions,
): Promise<{ found: Found; passedOver: PassedOver[] }> {
  const passedOver: PassedOver[] = [];
  const sources = [...options.sources, starterSource];
  for (const [at, source] of sources.entries()) {
    const isKept = source.kind === "artifact";
    // Whatever artifact it came from, the store has one.
    if (isKept && sources.findIndex(({ kind }) => kind === "artifact") < at) continue;
    try {
      const found = isKept ? await openKept(options.folder) : await openLocal(source, options);
      if (found !== null) return { found, passedOver };
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      const isLast = at === sources.length - 1;
      if (isLast || (source.kind === "path" && error.code === "database-missing")) throw error;
      passedOver.push({ source: source.name, error });
    }
  }
  throw new Error("the last of the sources is always there");
}

/**
 * Another process may take it away between two looks, once it has put a newer one there. One that cannot be used any
 * more is forgotten, so that the next update fetches it again.
 */
async function openKept(store: string): Promise<Found | null> {
  let last = "";
  for (;;) {
    const kept = (await readState(store)).kept.trivy;
    if (kept === undefined) return null;
    const path = join(store, kept.folder);
    try {
      const base = openTrivyDatabase(path);
      const { source, bytes, digest, origin, fetchedAt } = kept;
      const known = origin === "artifact" ? digest : null;
      return { base, inUse: { source, path, bytes, digest: known, fetchedAt } };
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      if (last === kept.folder) {
        if (error.code !== "io") await forget(store, kept.folder).catch(() => {});
        throw error;
      }
      last = kept.folder;
    }
  }
}

async function forget(store: string, folder: string): Promise<void> {
  await changeState(store, ({ kept: { trivy, ...kept }, ...rest }) => ({
    ...rest,
    kept: trivy === undefined || trivy.folder === folder ? kept : { trivy, ...kept },
  }));
}

async function openLocal(
  source: Exclude<DatabaseSource, { kind: "artifact" }>,
  { folder, now = () => new Date(), log = () => {} }: StoreOptions,
): Promise<Found> {
  const none = { source: source.name, path: null, bytes: null, digest: null, fetchedAt: null };
  if (source.kind === "starter") return { base: await openStarterDatabase(), inUse: none };
  const path = source.name;
  const kind = await pathKind(path);
  if (kind === "starter") {
    const base = await openStarterDatabase(pathToFileURL(`${path}/`));
    return { base, inUse: { ...none, path } };
  }
  if (kind === "trivy") {
    const base = openTrivyDatabase(path);
    const found = await stat(join(path, databaseFile)).catch(() => stat(path));
    return { base, inUse: { ...none, path, bytes: found.size } };
  }
  const made = await prepareDatabase(folder, path, kind, { kind: databaseKinds.trivy, now, log });
  const base = openTrivyDatabase(join(folder, made.folder));
  const { bytes, fetchedAt } = made;
  return { base, inUse: { ...none, path: join(folder, made.folder), bytes, fetchedAt } };
}

/**
 * The file of the Java database: of the sources named the first that has one, else what the store keeps.
 * Throws `PlimsollError` where a path cannot be used.
 */
export async function findJavaDatabase(options: StoreOptions): Promise<string | null> {
  const { folder, java, now = () => new Date(), log = () => {} } = options;
  const kind = databaseKinds.java;
  const kept = (await readState(folder)).kept.java;
  const stored = kept ? join(folder, kept.folder, kind.file) : null;
  for (const { kind: place, name } of java ?? []) {
    if (place === "artifact" && stored !== null) return stored;
    if (place !== "path") continue;
    const found = await pathKind(name);
    if (found === "archive") {
      const made = await prepareDatabase(folder, name, found, { kind, now, log });
      return join(folder, made.folder, kind.file);
    }
    return (await stat(name)).isDirectory() ? join(name, kind.file) : name;
  }
  return java ? null : stored;
}

async function openOwn(paths: readonly string[]): Promise<AdvisoryDatabase> {
  // Loaded only where it is needed: it brings a validator along.
  const { openOsvDatabase } = await import("../osv/osv.ts");
  return openOsvDatabase(paths, { name: "advisories of one's own" });
}

function describeStore(options: StoreOptions, file: StoreFile, inUse: DatabaseInUse) {
  const { trivy, java } = file.kept;
  const isKept = trivy !== undefined && inUse.path === join(options.folder, trivy.folder);
  const hasArtifact = options.sources.some(({ kind }) => kind === "artifact");
  return {
    inUse,
    checkedAt: hasArtifact ? (file.checkedAt.trivy ?? null) : null,
    nextUpdate: isKept && hasArtifact ? trivy.nextUpdate : null,
    java: java ? storedState(options.folder, java) : null,
  };
}

function storedState(store: string, kept: Kept): StoredDatabase {
  const { source, version, date, bytes, fetchedAt, nextUpdate, origin, digest } = kept;
  return {
    source,
    version,
    date,
    path: join(store, kept.folder),
    bytes,
    digest: origin === "artifact" ? digest : null,
    fetchedAt,
    nextUpdate,
  };
}

function failuresOf({ sources, java, exploitation = {} }: StoreOptions, { failures }: StoreFile) {
  const names = [
    ...sources.map(({ name }) => name),
    ...(java?.map(({ name }) => name) ?? databaseKinds.java.sources),
    ...Object.values(exploitation),
  ];
  return names
    .map((name) => failures.find(({ source }) => source === name))
    .filter((one): one is SourceFailure => one !== undefined);
}

function listState(
  name: ListName,
  { exploitation = {} }: StoreOptions,
  { lists }: StoreFile,
  date: string | undefined,
): ExploitationState | null {
  if (date === undefined) return null;
  const source = exploitation[name];
  const kept = source !== undefined && isUrl(source) ? lists[name] : undefined;
  if (source === undefined || (isUrl(source) && kept === undefined))
    return { source: "carried", date, fetchedAt: null };
  return { source: kept?.source ?? source, date, fetchedAt: kept?.fetchedAt ?? null };
}
