import { copyFile, constants as modes, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { metadataFile } from "../trivy/schema.ts";
import { checkDatabase, type DatabaseKind, databaseKinds } from "./kinds.ts";
import { withLock } from "./lock.ts";
import { pathKind, unpackFile } from "./prepare.ts";
import { changeState, type Kept, readState } from "./state.ts";
import { keepDraft, sweep, withDraft } from "./versions.ts";

export type Taken = Pick<Kept, "source" | "version" | "date" | "bytes"> & {
  readonly kind: DatabaseKind["name"];
};

const dayMs = 86_400_000;

/** Puts a database from a file in the place of the one kept. Throws `PlimsollError`, with all as it was. */
export async function takeDatabase(store: string, path: string, now: () => Date): Promise<Taken> {
  const { kind, archive } = await whatIsThere(path);
  return withLock(store, {}, () =>
    withDraft(store, async (draft) => {
      if (archive) await unpackFile(path, draft, kind);
      else await copyDatabase(path, draft, kind);
      const { version, date, nextUpdate } = checkDatabase(kind, draft, now());
      const at = now();
      // It was carried here, perhaps for days: that it is old is known.
      const next = Math.max(nextUpdate.getTime(), at.getTime() + dayMs);
      const kept: Kept = {
        ...(await keepDraft(store, draft, kind.name)),
        source: path,
        origin: "file",
        digest: "",
        version,
        date,
        fetchedAt: at.toISOString(),
        nextUpdate: new Date(next).toISOString(),
      };
      const before = await readState(store);
      const after = await changeState(store, (state) => ({
        ...state,
        kept: { ...state.kept, [kind.name]: kept },
      }));
      await sweep(store, before, after);
      return { kind: kind.name, source: path, version, date, bytes: kept.bytes };
    }),
  );
}

async function whatIsThere(path: string): Promise<{ kind: DatabaseKind; archive: boolean }> {
  const { trivy, java } = databaseKinds;
  const found = await pathKind(path);
  if (found === "archive")
    // Trivy's own names are db.tar.gz and javadb.tar.gz.
    return { kind: /java/i.test(basename(path)) ? java : trivy, archive: true };
  const names = (await stat(path)).isDirectory() ? await readdir(path) : [basename(path)];
  if (names.includes(java.file)) return { kind: java, archive: false };
  if (found === "trivy") return { kind: trivy, archive: false };
  throw new PlimsollError("database-unusable", `${path} is no database that can be taken over`, {
    hint: "Give a trivy.db, its folder or its .tar.gz; of OSV records: plimsoll db build.",
  });
}

async function copyDatabase(path: string, draft: string, kind: DatabaseKind): Promise<void> {
  const isFolder = (await stat(path)).isDirectory();
  const file = isFolder ? join(path, kind.file) : path;
  await copyFile(file, join(draft, kind.file), modes.COPYFILE_FICLONE);
  await copyFile(join(dirname(file), metadataFile), join(draft, metadataFile)).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
    },
  );
}
