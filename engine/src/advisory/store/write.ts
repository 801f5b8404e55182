import { randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { PlimsollError } from "../../error.ts";
import type { AdvisoryDatabase } from "../database.ts";
import { openStarterDatabase } from "../starter/starter.ts";
import type { LeftOut } from "../trivy/contents.ts";
import { databaseFile, metadataFile } from "../trivy/schema.ts";
import { writeTrivyDatabase } from "../trivy/write.ts";
import type { OpenedAdvisories } from "./open.ts";

export type Written = {
  readonly path: string;
  readonly bytes: number;
  readonly leftOut: readonly LeftOut[];
};

const dayMs = 86_400_000;

/**
 * Writes OSV records as a database that Trivy reads: `output` is a folder, its `trivy.db`, or a `.tar.gz` of both
 * files. Later ones are laid over earlier ones: what comes with the program, `osv`, `advisories`.
 * Throws `PlimsollError`: `advisory-invalid` where a record is wrong and `onFault` is not given, or one in
 * `advisories` is; `io`.
 */
export async function buildDatabase(
  output: string,
  options: {
    readonly osv: readonly string[];
    readonly advisories?: readonly string[];
    readonly starter?: boolean;
    readonly onFault?: ((fault: string) => void) | undefined;
    readonly onRecord?: ((records: number) => void) | undefined;
  },
): Promise<Written> {
  const { osv, advisories = [], starter = false, onFault, onRecord } = options;
  const { openOsvDatabase } = await import("../osv/osv.ts");
  const databases: AdvisoryDatabase[] = [];
  if (starter) databases.push(await openStarterDatabase());
  if (osv.length > 0)
    databases.push(
      await openOsvDatabase(osv, {
        name: "OSV records",
        ...(onFault ? { onFault } : {}),
        ...(onRecord ? { onRecord } : {}),
      }),
    );
  if (advisories.length > 0)
    databases.push(await openOsvDatabase(advisories, { name: "advisories of one's own" }));
  return write(output, databases);
}

/** Writes the database in use, with advisories of one's own laid over it, as `buildDatabase` does. Throws `io`. */
export function exportDatabase(output: string, { parts }: OpenedAdvisories): Promise<Written> {
  const { base, own } = parts;
  return write(output, own ? [base, own] : [base]);
}

async function write(output: string, databases: readonly AdvisoryDatabase[]): Promise<Written> {
  // Trivy's version is the time of its making.
  const made = databases.map(({ info: { version, date } }) =>
    Date.parse(/^\d{4}-\d\d-\d\dT/.test(version) ? version : date),
  );
  const updatedAt = new Date(Math.max(0, ...made.filter((time) => !Number.isNaN(time))));
  const times = { updatedAt, nextUpdate: new Date(updatedAt.getTime() + dayMs) };
  const isArchive = /\.(?:tar\.gz|tgz)$/.test(output);
  const isFile = basename(output) === databaseFile;
  const folder = isArchive
    ? join(dirname(output), `.${basename(output)}.${randomUUID()}.draft`)
    : isFile
      ? dirname(output)
      : output;
  try {
    const { leftOut } = await writeTrivyDatabase(folder, databases, times);
    if (isArchive) await pack(folder, output);
    const path = isArchive || isFile ? output : join(output, databaseFile);
    return { path, bytes: (await stat(path)).size, leftOut };
  } catch (cause) {
    throw writeError(output, cause);
  } finally {
    if (isArchive) await rm(folder, { recursive: true, force: true });
  }
}

/** As Trivy's own `db.tar.gz`. */
async function pack(folder: string, output: string): Promise<void> {
  const draft = join(folder, "archive");
  const file = await open(draft, "wx", 0o644);
  await pipeline(
    Readable.from(tarOf(folder, [databaseFile, metadataFile])),
    createGzip(),
    file.createWriteStream({ flush: true }),
  );
  await rename(draft, output);
}

const block = 512;

/** https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_14 */
async function* tarOf(folder: string, names: readonly string[]): AsyncGenerator<Buffer> {
  for (const name of names) {
    const file = await open(join(folder, name), "r");
    const { size, mtime } = await file.stat();
    yield header(name, size, mtime);
    yield* file.createReadStream({ highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>;
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

function header(name: string, size: number, modified: Date): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number) =>
    `${Math.floor(value)
      .toString(8)
      .padStart(length - 1, "0")}\0`;
  const fields: readonly (readonly [number, string])[] = [
    [0, name],
    [100, octal(0o644, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(modified.getTime() / 1000, 12)],
    [148, " ".repeat(8)],
    [156, "0"],
    [257, "ustar\0" + "00"],
  ];
  for (const [at, text] of fields) bytes.write(text, at, "latin1");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 7)} `, 148, "latin1");
  return bytes;
}

function writeError(output: string, cause: unknown): unknown {
  if ((cause as NodeJS.ErrnoException | null)?.syscall === undefined) return cause;
  return new PlimsollError(
    "io",
    `${output} cannot be written (${(cause as NodeJS.ErrnoException).code})`,
    {
      cause,
      hint: "The folder must be writable and have room.",
    },
  );
}
