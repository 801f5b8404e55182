import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ErrorCode, PlimsollError } from "../../error.ts";
import { asArray, asObject } from "../../image/json.ts";

/** What a store holds and what happened to it, as an API may show it. Times are RFC 3339. */
export type DatabaseState = {
  readonly inUse: DatabaseInUse;
  /** When a registry was last asked for a newer one, and answered; null: never. */
  readonly checkedAt: string | null;
  /** From when on a newer one is looked for; null where there is nothing to look for. */
  readonly nextUpdate: string | null;
  /** Of the sources, in their order, those that could not be used when they last were to be. */
  readonly failures: readonly SourceFailure[];
  readonly java: StoredDatabase | null;
  readonly kev: ExploitationState | null;
  readonly epss: ExploitationState | null;
};

export type DatabaseInUse = {
  readonly source: string;
  readonly name: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Where it is read; null for what comes with the program. */
  readonly path: string | null;
  readonly bytes: number | null;
  /** Of the artifact's manifest. */
  readonly digest: string | null;
  readonly fetchedAt: string | null;
};

/** One kept in the store. */
export type StoredDatabase = Omit<DatabaseInUse, "name"> & { readonly nextUpdate: string };

export type ExploitationState = {
  /** `carried`, or the file or URL. */
  readonly source: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly fetchedAt: string | null;
};

export type SourceFailure = {
  readonly source: string;
  readonly at: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  /** In a row. */
  readonly times: number;
  /** It is not asked again before; null for what is only read. */
  readonly retryAt: string | null;
};

/** One version of a database, in a folder of its own inside the store. */
export type Kept = {
  readonly folder: string;
  readonly source: string;
  /** Whether an update takes the place of it as soon as its source is no longer named. */
  readonly origin: "artifact" | "file";
  /** Of the manifest, or a fingerprint of the files that it was made from. */
  readonly digest: string;
  readonly version: string;
  readonly date: string;
  readonly fetchedAt: string;
  readonly nextUpdate: string;
  readonly bytes: number;
};

/** A list of what is known of attacks, fetched from a URL. */
export type KeptList = {
  readonly source: string;
  readonly date: string;
  readonly etag: string | null;
  readonly modified: string | null;
  readonly fetchedAt: string;
  readonly checkedAt: string;
};

/** `state.json`. Keys of `kept`: `trivy`, `java`, and the path of what was made from files. */
export type StoreFile = {
  readonly schema: 1;
  readonly kept: Readonly<Record<string, Kept>>;
  /** By the same keys. */
  readonly checkedAt: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, KeptList>>;
  readonly failures: readonly SourceFailure[];
};

const stateFile = "state.json";
const empty: StoreFile = { schema: 1, kept: {}, checkedAt: {}, lists: {}, failures: [] };

/** What cannot be read is as good as not there: it costs a download. */
export async function readState(folder: string): Promise<StoreFile> {
  const text = await readFile(join(folder, stateFile), "utf8").catch(() => "");
  try {
    const found = asObject(JSON.parse(text));
    if (found?.schema !== 1) return empty;
    return {
      schema: 1,
      kept: (asObject(found.kept) ?? {}) as StoreFile["kept"],
      checkedAt: (asObject(found.checkedAt) ?? {}) as StoreFile["checkedAt"],
      lists: (asObject(found.lists) ?? {}) as StoreFile["lists"],
      failures: asArray(found.failures) as StoreFile["failures"],
    };
  } catch {
    return empty;
  }
}

/** Whether a store has a Java database: told without what it takes to use or update one. */
export async function keepsJavaDatabase(store: string): Promise<boolean> {
  return (await readState(store)).kept.java !== undefined;
}

/** Whole or not at all. Throws `PlimsollError` `io`. */
export async function changeState(
  folder: string,
  change: (before: StoreFile) => StoreFile,
): Promise<StoreFile> {
  const draft = join(folder, `${stateFile}.${randomUUID()}.draft`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const after = change(await readState(folder));
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(after, null, 2));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, stateFile));
    return after;
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw storeError(folder, cause);
  }
}

export function storeError(folder: string, cause: unknown): PlimsollError {
  if (cause instanceof PlimsollError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? String(cause);
  return new PlimsollError("io", `the databases in ${folder} cannot be written (${code})`, {
    cause,
    hint: "The folder must be writable and have room: Trivy's database takes about 1 GB.",
  });
}
