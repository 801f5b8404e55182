import type { Readable } from "node:stream";
import type { DatabaseTaken } from "@plimsoll/api";
import { PlimsollError as EngineError, type ErrorCode, type Taken } from "@plimsoll/engine";
import { allow, type Person } from "../../accounts/person.ts";
import { audit } from "../../audit/audit.ts";
import { PlimsollError } from "../../error.ts";
import { isFull, tooLarge, withReceivedFile } from "../../inbound/receive-file.ts";
import { enqueue, priorities } from "../../queue/jobs.ts";
import type { Service } from "../../service.ts";
import type { AdvisorySource } from "./advisory-source.ts";

/** Compressed, bytes. Trivy's has some 100 MB, its Java database some 1 GB. */
const mostBytes = 8 * 2 ** 30;

type Sent = {
  /** As it is called where it comes from. */
  readonly name: string;
  readonly body: Readable;
  /** Where that is known before it is read. */
  readonly bytes: number | null;
};

/** Each takes a gigabyte for a while, and only the last one counts. */
const importing = new WeakSet<AdvisorySource>();

/**
 * Takes a database over from a file that is sent, and has what is kept held against it. Throws `PlimsollError`: `conflict` while another is
 * taken over, `file-unusable`, `file-too-large`, `no-room`; then all is as it was.
 */
export async function importDatabase(
  { db, advisories, imports }: Service,
  person: Person,
  { name: sentName, body, bytes }: Sent,
): Promise<DatabaseTaken> {
  allow(person, "database.edit");
  const name = archiveName(sentName);
  if (bytes !== null && bytes > mostBytes) throw tooLarge(mostBytes);
  if (!advisories.takes(/java/i.test(name) ? "java" : "trivy")) throw notUsed();
  if (importing.has(advisories))
    throw new PlimsollError("conflict", "Another database is being taken over.", {
      hint: "Wait until that is done.",
    });
  importing.add(advisories);
  try {
    const bounds = { folder: imports, name, mostBytes, checkStart };
    const taken = await withReceivedFile(body, bounds, (path) => take(advisories, path, name));
    const { kind, version, date } = taken;
    await db.transaction().execute(async (tx) => {
      await enqueue(tx, "database-refresh", [{ of: "kept" }], priorities.manual);
      await audit(tx, person, {
        action: "database.import",
        target: { kind: "database", id: null, name },
        after: { kind, version, date, bytes: taken.bytes },
      });
    });
    return { queued: true, kind, date, bytes: taken.bytes };
  } finally {
    importing.delete(advisories);
  }
}

/** The engine goes by the ending, and shows the name as the source. */
function archiveName(sent: string): string {
  const plain = sent.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "");
  return `${plain.replace(/(?:\.tar)?\.gz$|\.tgz$|\.db$/i, "").slice(0, 100) || "db"}.tar.gz`;
}

/** https://www.rfc-editor.org/rfc/rfc1952#page-6 */
const gzip = 0x1f;

/** A `trivy.db` alone does not say of when it is: that is in the `metadata.json` beside it. */
function checkStart(first: number): void {
  if (first !== gzip)
    throw new PlimsollError("file-unusable", "The file is no .tar.gz.", {
      hint: "Send a .tar.gz of trivy.db and its metadata.json: what plimsoll db export db.tar.gz writes, or what Trivy's registry gives.",
    });
}

async function take(advisories: AdvisorySource, path: string, name: string): Promise<Taken> {
  try {
    return await advisories.take(path);
  } catch (error) {
    if (!(error instanceof EngineError) || isFull(error) || !faultsOfFiles.has(error.code))
      throw error;
    // Where it lies here is nobody's business.
    const message = error.message.replaceAll(path, name).replace(/\S*\/draft-[\w-]+\//g, "");
    throw new PlimsollError("file-unusable", message, { cause: error, hint: error.hint });
  }
}

const faultsOfFiles: ReadonlySet<ErrorCode> = new Set([
  "database-unusable",
  "database-corrupt",
  "database-missing",
  "limit-exceeded",
]);

function notUsed(): PlimsollError {
  return new PlimsollError(
    "file-unusable",
    "The settings name another database than a registry's.",
    {
      hint: "Name a registry first in PLIMSOLL_DB_SOURCES (PLIMSOLL_JAVA_DB), or leave it unset; what is imported stands in for it.",
    },
  );
}
