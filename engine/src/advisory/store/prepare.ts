import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { PlimsollError } from "../../error.ts";
import type { Log } from "../../log.ts";
import { databaseFile, metadataFile } from "../trivy/schema.ts";
import { writeTrivyDatabase } from "../trivy/write.ts";
import { checkDatabase, type DatabaseKind, databaseKinds } from "./kinds.ts";
import { withLock } from "./lock.ts";
import { changeState, type Kept, readState } from "./state.ts";
import { unpackDatabase } from "./unpack.ts";
import { keepDraft, sweep, withDraft } from "./versions.ts";

/** What a path holds: a database to read in place, or what one is made of first. */
export type PathKind = "trivy" | "starter" | "archive" | "osv";

const dayMs = 86_400_000;
/** What was made for a path that is no longer asked for stays this long. */
const unusedMs = 7 * dayMs;

/** Throws `database-missing`. */
export async function pathKind(path: string): Promise<PathKind> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new PlimsollError(
      "database-missing",
      cause.code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read (${cause.code})`,
      {
        cause,
        hint: "Give a trivy.db or its folder, its .tar.gz, OSV records, or REGISTRY/REPOSITORY:TAG.",
      },
    );
  });
  if (found.isDirectory()) {
    const names = new Set(await readdir(path));
    if (names.has(databaseFile)) return "trivy";
    return names.has("starter.json") ? "starter" : "osv";
  }
  if (/\.(?:tar\.gz|tgz)$/.test(path)) return "archive";
  return /\.(?:jsonl?(?:\.gz)?|zip)$/.test(path) ? "osv" : "trivy";
}

/**
 * A database in the store that was made from files, made now if they have changed; gives its folder.
 * Throws `PlimsollError`.
 */
export async function prepareDatabase(
  store: string,
  path: string,
  from: Exclude<PathKind, "trivy" | "starter">,
  options: { readonly kind: DatabaseKind; readonly now: () => Date; readonly log: Log },
): Promise<Kept> {
  const { kind, now, log } = options;
  const digest = await fingerprintOf(path);
  const key = kind.name === "trivy" ? path : `${kind.name}:${path}`;
  const current = async () => {
    const kept = (await readState(store)).kept[key];
    const there = kept && (await stat(join(store, kept.folder, kind.file)).catch(() => null));
    return kept?.digest === digest && there ? kept : null;
  };
  const before = await current();
  if (before !== null) return before;
  return withLock(store, {}, async () => {
    const meanwhile = await current();
    if (meanwhile !== null) return meanwhile;
    return withDraft(store, async (draft) => {
      log("info", `making a database of ${path}`);
      if (from === "archive") await unpackFile(path, draft, kind);
      else await writeOsv(path, draft, log);
      const { version, date, nextUpdate } = checkDatabase(kind, draft, now());
      const made: Kept = {
        ...(await keepDraft(store, draft, "made")),
        source: path,
        origin: "file",
        digest,
        version,
        date,
        fetchedAt: now().toISOString(),
        nextUpdate: nextUpdate.toISOString(),
      };
      const state = await readState(store);
      const after = await changeState(store, ({ kept, ...rest }) => ({
        ...rest,
        kept: { ...withoutUnused(kept, now()), [key]: made },
      }));
      await sweep(store, state, after);
      return made;
    });
  });
}

/** Throws as `unpackDatabase`, and `io`. */
export async function unpackFile(path: string, folder: string, kind: DatabaseKind): Promise<void> {
  const { size } = await stat(path);
  const files = [kind.file, metadataFile];
  await unpackDatabase(createReadStream(path), folder, { files, name: path, size });
}

async function writeOsv(path: string, folder: string, log: Log): Promise<void> {
  // Loaded only here: it brings a validator along, which takes longer to load than a scan.
  const { openOsvDatabase } = await import("../osv/osv.ts");
  let faults = 0;
  const database = await openOsvDatabase([path], {
    name: `OSV records of ${path}`,
    onFault: (fault) => {
      if (faults++ < 10) log("warn", `left out: ${fault}`);
    },
  });
  if (faults > 10) log("warn", `left out: ${faults - 10} more records of ${path}`);
  const updatedAt = new Date(database.info.date);
  const nextUpdate = new Date(updatedAt.getTime() + dayMs);
  const { leftOut } = await writeTrivyDatabase(folder, [database], { updatedAt, nextUpdate });
  for (const { ecosystem, reason, advisories } of leftOut)
    log("warn", `left out: ${advisories} advisories of ${ecosystem}: ${reason}`);
}

async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  const about = await stat(path);
  const names = about.isDirectory() ? (await readdir(path, { recursive: true })).sort() : [""];
  for (const name of names) {
    const found = await stat(join(path, name));
    if (found.isFile()) hash.update(`${name}\0${found.size}\0${found.mtimeMs}\0`);
  }
  return hash.digest("hex");
}

function withoutUnused(kept: Readonly<Record<string, Kept>>, now: Date): Record<string, Kept> {
  const isUsed = (key: string, { fetchedAt }: Kept) =>
    key in databaseKinds || now.getTime() - Date.parse(fetchedAt) < unusedMs;
  return Object.fromEntries(Object.entries(kept).filter(([key, one]) => isUsed(key, one)));
}
