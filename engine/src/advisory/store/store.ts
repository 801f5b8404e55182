import { PlimsollError } from "../../error.ts";
import type { Log } from "../../log.ts";
import { isResting } from "./failures.ts";
import { databaseKinds } from "./kinds.ts";
import { fetchList, isListDue, isUrl, type ListName, type ListSources } from "./lists.ts";
import { withLock } from "./lock.ts";
import { findJavaDatabase, type OpenedAdvisories, openAdvisories } from "./open.ts";
import type { RegistryAccess } from "./pull.ts";
import { type DatabaseSource, parseSource } from "./sources.ts";
import { readState } from "./state.ts";
import { type Taken, takeDatabase } from "./take.ts";
import {
  failureOf,
  isDue,
  isOld,
  noteFailure,
  type Subject,
  type UpdateOptions,
  updateDatabase,
} from "./update.ts";
import { sweep } from "./versions.ts";

export type StoreOptions = {
  /** Made when something is kept in it. */
  readonly folder: string;
  /** In order of preference; what comes with the program is always the last. */
  readonly sources: readonly DatabaseSource[];
  /** Of Trivy's Java database; when not given, those that Trivy asks. */
  readonly java?: readonly DatabaseSource[] | undefined;
  /** Files or URLs. */
  readonly exploitation?: ListSources;
  /** Files and folders of OSV records that are laid over the database. */
  readonly advisories?: readonly string[];
  readonly access?: RegistryAccess;
  readonly log?: Log;
  readonly now?: () => Date;
};

/** Where advisories come from: the database in use, kept in a folder that any number of processes may share. */
export type AdvisoryStore = {
  /** Fetches nothing; see `openAdvisories`. */
  open(): Promise<OpenedAdvisories>;
  /** Whether an update would ask anybody for anything. */
  isDue(options?: Pick<UpdateOptions, "java">): Promise<boolean>;
  /**
   * Asks for what is newer, where it is due. What fails is found in the state afterwards, and takes nothing away.
   * Throws `PlimsollError`: `aborted`, or `io` where the store cannot be written.
   */
  update(options?: UpdateOptions): Promise<UpdateOutcome>;
  /**
   * Takes a database from a file over, as if it had been fetched: `trivy.db`, its folder or its `.tar.gz`; the same
   * of the Java database. Throws `PlimsollError`, with all as it was.
   */
  take(path: string): Promise<Taken>;
  /** The file of the Java database, once there is one. Throws where the one that was named cannot be used. */
  javaDatabase(): Promise<string | null>;
};

export type UpdateOutcome = {
  readonly changed: boolean;
  /** Whether all there is to fetch is as new as it should be now. */
  readonly complete: boolean;
};

/** The sources that are asked when none are named. */
export const usualSources: readonly DatabaseSource[] = databaseKinds.trivy.sources.map(parseSource);

export function openAdvisoryStore(options: StoreOptions): AdvisoryStore {
  const { folder, sources, exploitation = {}, access = {}, now = () => new Date() } = options;
  const javaSources = options.java ?? databaseKinds.java.sources.map(parseSource);

  async function subjects(java: boolean): Promise<Subject[]> {
    const wanted = java || options.java !== undefined || (await readState(folder)).kept.java;
    const shared = { store: folder, access, now };
    return [
      { ...shared, kind: databaseKinds.trivy, names: await artifactsBefore(sources) },
      ...(wanted
        ? [{ ...shared, kind: databaseKinds.java, names: await artifactsBefore(javaSources) }]
        : []),
    ];
  }

  async function dueLists(force: boolean): Promise<(readonly [ListName, string])[]> {
    const state = await readState(folder);
    return (["kev", "epss"] as const).flatMap((name) => {
      const source = exploitation[name];
      if (source === undefined || !isUrl(source)) return [];
      const due =
        force ||
        (isListDue(state.lists[name], source, now()) &&
          !isResting(failureOf(state, source), now()));
      return due ? [[name, source] as const] : [];
    });
  }

  async function isDueNow(java: boolean): Promise<boolean> {
    const state = await readState(folder);
    const all = await subjects(java);
    return all.some((subject) => isDue(subject, state)) || (await dueLists(false)).length > 0;
  }

  async function updateLists(update: UpdateOptions): Promise<boolean> {
    let complete = true;
    for (const [name, url] of await dueLists(update.force ?? false))
      try {
        await fetchList(folder, name, url, {
          access,
          state: await readState(folder),
          signal: update.signal,
          beginMs: update.beginMs ?? 30_000,
          now: now(),
        });
      } catch (error) {
        if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
        await noteFailure(folder, url, error, now());
        complete = false;
      }
    return complete;
  }

  async function update(update: UpdateOptions = {}): Promise<UpdateOutcome> {
    const { force = false, java = false, signal } = update;
    if (!force && !(await isDueNow(java)))
      return { changed: false, complete: await isComplete(java) };
    const before = await readState(folder);
    const hasOne = before.kept.trivy !== undefined;
    const waitMs = hasOne ? update.beginMs : undefined;
    return withLock(folder, { signal, ...(waitMs ? { waitMs } : {}) }, async () => {
      let complete = true;
      // Whoever had the lock before may have done it.
      for (const subject of await subjects(java))
        if (subject.names.length > 0 && (force || isDue(subject, await readState(folder))))
          complete = (await updateDatabase(subject, update)) && complete;
      complete = (await updateLists(update)) && complete;
      const after = await readState(folder);
      await sweep(folder, before, after);
      return {
        changed: marksOf(before) !== marksOf(after),
        complete: complete && (await isComplete(java)),
      };
    });
  }

  async function isComplete(java: boolean): Promise<boolean> {
    const state = await readState(folder);
    const all = await subjects(java);
    return !all.some((subject) => subject.names.length > 0 && isOld(subject, state));
  }

  return {
    open: () => openAdvisories(options),
    isDue: ({ java = false } = {}) => isDueNow(java),
    update,
    take: (path) => takeDatabase(folder, path, now),
    javaDatabase: () => findJavaDatabase(options),
  };
}

function marksOf({ kept, lists }: Awaited<ReturnType<typeof readState>>): string {
  const versions = [kept.trivy, kept.java].map((one) => one?.folder);
  return JSON.stringify([versions, Object.values(lists).map((list) => list.fetchedAt)]);
}

/** What lies here and comes first is preferred to what would be fetched. */
async function artifactsBefore(sources: readonly DatabaseSource[]): Promise<string[]> {
  const end = sources.findIndex(({ kind }) => kind !== "artifact");
  return sources.slice(0, end < 0 ? undefined : end).map(({ name }) => name);
}
