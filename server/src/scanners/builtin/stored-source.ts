import { basename, dirname, join } from "node:path";
import {
  type AdvisoryStore,
  findCredentials,
  type JavaDatabase,
  type OpenedAdvisories,
  openAdvisoryStore,
  openJavaDatabase,
  parseSource,
} from "@plimsoll/engine";
import type { Logger } from "pino";
import type { Config } from "../../config.ts";
import type { AdvisorySource, DatabaseState } from "./advisory-source.ts";

type Settings = Pick<Config, "data" | "advisories" | "offline">;

/** A download that does not begin is given up: the advisories at hand serve until the next look. */
const patienceMs = 60_000;

/**
 * Advisories from where the settings say, kept in the data folder; what comes with Plimsoll until others are there.
 * Throws the engine's `PlimsollError` where those of one's own cannot be used.
 */
export async function openStoredSource(
  { data, advisories, offline }: Settings,
  log: Logger,
): Promise<AdvisorySource> {
  const sources = advisories.sources.map(parseSource);
  const java = advisories.java ? parseSource(advisories.java) : undefined;
  const store = openAdvisoryStore({
    folder: join(data, "advisories"),
    sources,
    java: java && [java],
    exploitation: { kev: advisories.kev ?? undefined, epss: advisories.epss ?? undefined },
    advisories: advisories.own,
    log: (level, message) => log[level](message),
    access: {
      credentials: async ({ registry }) =>
        findCredentials(registry, { given: advisories.credentials ?? {}, env: {} }),
    },
  });
  let now = await open(store);
  let before: Opened | null = null;
  const reopen = async () => {
    const next = await open(store);
    const changed = markOf(next) !== markOf(now);
    // Whoever looks something up holds the last one: it ends with the one after the next.
    close(before);
    before = now;
    now = next;
    return { changed };
  };
  return {
    current: () => now.advisories.database,
    javaDatabase: () => now.java,
    trivyFolder: () => trivyFolderOf(now.advisories),
    refresh: async (signal, { force } = { force: false }) => {
      if (!offline) await store.update({ signal, force, beginMs: patienceMs });
      return reopen();
    },
    reopen,
    // What lies in the store stands in for a registry.
    takes: (kind) => (kind === "java" ? java?.kind !== "path" : sources[0]?.kind === "artifact"),
    take: (path) => store.take(path),
    state: () => stateOf(now.advisories),
    close: async () => {
      close(before);
      close(now);
    },
  };
}

type Opened = {
  readonly advisories: OpenedAdvisories;
  readonly java: { readonly database: JavaDatabase; readonly version: string } | null;
};

async function open(store: AdvisoryStore): Promise<Opened> {
  const advisories = await store.open();
  const file = await store.javaDatabase();
  const version = advisories.state.java?.version ?? "";
  return { advisories, java: file === null ? null : { database: openJavaDatabase(file), version } };
}

function close(opened: Opened | null): void {
  opened?.advisories.close();
  opened?.java?.database.close();
}

/** Records of OSV are in no form that Trivy reads, nor are those that come with Plimsoll. */
function trivyFolderOf({ parts: { base }, state: { inUse } }: OpenedAdvisories): string | null {
  if (!("contents" in base) || inUse.path === null) return null;
  return /\.db$/.test(inUse.path) ? dirname(inUse.path) : inUse.path;
}

function markOf({ advisories: { database, state } }: Opened): string {
  return JSON.stringify([database.info, state.inUse, state.kev, state.epss, state.java]);
}

/** Of a file that was taken over, its name: where it lay for that moment says nothing. */
function sourceOf({ inUse: { source, digest, fetchedAt } }: OpenedAdvisories["state"]): string {
  return digest === null && fetchedAt !== null ? basename(source) : source;
}

function stateOf({ state }: OpenedAdvisories): DatabaseState {
  const { inUse, checkedAt, failures } = state;
  return {
    source: sourceOf(state),
    updatedAt: inUse.fetchedAt === null ? null : new Date(inUse.fetchedAt),
    checkedAt: checkedAt === null ? null : new Date(checkedAt),
    failures: failures.map(({ source, code, message, hint, at }) => ({
      code,
      // Most name the registry already, some not the source.
      message: message.startsWith(source) ? message : `${source}: ${message}`,
      hint,
      at: new Date(at),
    })),
  };
}
