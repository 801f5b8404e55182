import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PlimsollError } from "../../error.ts";
import type { FileBytes } from "../../layer/file-bytes.ts";
import type { Limits } from "../../limits.ts";
import { unpackWhole } from "../../zip/unpack.ts";
import { openZip } from "../../zip/zip.ts";
import { faultsOf, type Osv, osvSchema } from "./schema.ts";

/** A record, or why there is none: `advisories/a.json: affected[0].package.name: …`. */
export type OsvRead = { readonly osv: Osv } | { readonly fault: string };

/**
 * All records in files (`.json`, `.jsonl`, each also `.gz`; `.zip` as osv.dev offers them) and in folders of such files.
 * Throws `PlimsollError` `io` where a path cannot be read; what is no record is given as a fault.
 */
export async function* readOsv(paths: readonly string[], limits: Limits): AsyncGenerator<OsvRead> {
  let records = 0;
  for (const path of paths)
    for await (const file of filesOf(path))
      for await (const read of recordsOf(file, limits)) {
        if (++records > limits.documents)
          throw new PlimsollError(
            "limit-exceeded",
            "there are more advisories than are read (limit documents)",
          );
        yield read;
      }
}

const readable = /\.(?:jsonl?(?:\.gz)?|zip)$/;

/** Of a folder the files that hold records, by name; a path given by itself whatever it is called. */
async function* filesOf(path: string): AsyncGenerator<string> {
  const about = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  if (!about.isDirectory()) {
    yield path;
    return;
  }
  const names = await readdir(path, { recursive: true });
  for (const name of names.sort()) if (readable.test(name)) yield join(path, name);
}

async function* recordsOf(file: string, limits: Limits): AsyncGenerator<OsvRead> {
  if (extname(file) === ".zip") {
    yield* recordsOfZip(file, limits);
    return;
  }
  const gzip = file.endsWith(".gz");
  const plain = gzip ? file.slice(0, -3) : file;
  const lines = plain.endsWith(".jsonl");
  // A file of lines holds many.
  const most = lines ? limits.documentBytes * 32 : limits.documentBytes;
  let content: Buffer;
  try {
    const { size } = await stat(file);
    if (size > most) throw new RangeError();
    content = await readFile(file);
    if (gzip) content = gunzipSync(content, { maxOutputLength: most });
  } catch (cause) {
    if (cause instanceof RangeError)
      yield { fault: `${file}: it has more than ${most} bytes (limit documentBytes)` };
    else throw unreadable(file, cause as NodeJS.ErrnoException);
    return;
  }
  if (!lines) {
    yield* recordsOfText(file, content);
    return;
  }
  let line = 0;
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(10, at);
    const one = content.subarray(at, end < 0 ? content.length : end);
    at = end < 0 ? content.length : end + 1;
    line++;
    if (one.length > 0) yield* recordsOfText(`${file}:${line}`, one);
  }
}

/** One record, or a list of them. */
function* recordsOfText(name: string, content: Buffer): Generator<OsvRead> {
  let value: unknown;
  try {
    value = JSON.parse(content.toString("utf8"));
  } catch (error) {
    yield { fault: `${name}: no JSON (${messageOf(error)})` };
    return;
  }
  const list = Array.isArray(value);
  const records: readonly unknown[] = list ? (value as unknown[]) : [value];
  for (const [at, one] of records.entries()) {
    const read = osvSchema.safeParse(one);
    const place = list ? `${name}[${at}]` : name;
    yield read.success ? { osv: read.data } : { fault: `${place}: ${faultsOf(read.error)}` };
  }
}

function* recordsOfZip(file: string, limits: Limits): Generator<OsvRead> {
  const opened = openFile(file);
  try {
    const zip = openZip(opened.bytes, { zipEntries: limits.documents });
    for (const entry of zip.entries()) {
      if (!entry.name.endsWith(".json")) continue;
      const name = `${file}/${entry.name}`;
      let content: Buffer;
      try {
        content = unpackWhole(zip, entry, limits.documentBytes);
      } catch (error) {
        yield { fault: `${name}: ${messageOf(error)}` };
        continue;
      }
      yield* recordsOfText(name, content);
    }
  } catch (error) {
    yield { fault: `${file}: ${messageOf(error)}` };
  } finally {
    opened.close();
  }
}

function openFile(path: string): { bytes: FileBytes; close: () => void } {
  const file = openSync(path, "r");
  return {
    bytes: {
      size: fstatSync(file).size,
      read(offset, length) {
        const buffer = Buffer.allocUnsafe(length);
        return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
      },
      readInto: (buffer, offset) => readSync(file, buffer, 0, buffer.length, offset),
    },
    close: () => closeSync(file),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreadable(path: string, cause: NodeJS.ErrnoException): PlimsollError {
  const why =
    cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code ?? cause.message})`;
  return new PlimsollError("io", `${path} ${why}`, {
    cause,
    hint: "Give files or folders of OSV records: .json, .jsonl, .zip.",
  });
}
