import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { PlimsollError } from "../error.ts";

/** Passwords that nobody may choose, because others know them. */
export type KnownPasswords = {
  /** Throws `service-unavailable` where the file cannot be read: nothing is let through unseen. */
  has(password: string): Promise<boolean>;
};

export const noKnownPasswords: KnownPasswords = { has: async () => false };

/** What a list of plain passwords may be: it is read through each time. */
const mostBytes = 512 * 1024 * 1024;
/** `SHA1:count` with the end of its line, and room for who filled it up with spaces. */
const longestLine = 128;
/** Pairs of lines that are compared at the start, to tell whether a list of hashes is in order. */
const samples = 256;
const hashLine = /^([0-9A-F]{40})(?::\d+)?\s*$/i;

/**
 * A file that the administrator keeps: passwords one a line, or their SHA-1 in order as `SHA1` or `SHA1:count`, which is what
 * https://haveibeenpwned.com/Passwords gives and is looked up without reading all of it. Throws `list-unusable`.
 */
export async function openKnownPasswords(path: string): Promise<KnownPasswords> {
  const hashed = await withFile(path, unusable, async (file, size) => {
    const first = await lineAfter(file, size, 0);
    if (first === null || !hashLine.test(first.text)) {
      if (size > mostBytes) throw unusable(`${path} is larger than ${mostBytes / 1024 / 1024} MB.`);
      return false;
    }
    if (!(await isInOrder(file, size)))
      throw unusable(`${path} is not in the order of its hashes.`);
    return true;
  });
  return {
    has: (password) =>
      hashed
        ? withFile(path, unreadable, (file, size) => findHash(file, size, sha1(password)))
        : findLine(path, password),
  };
}

async function withFile<T>(
  path: string,
  fail: (message: string, cause?: unknown) => PlimsollError,
  read: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    return await read(file, size);
  } catch (cause) {
    throw cause instanceof PlimsollError ? cause : fail(`${path} cannot be read.`, cause);
  }
}

/** By halves: the first line that begins at or after a place is compared. */
async function findHash(file: FileHandle, size: number, hash: string): Promise<boolean> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineAfter(file, size, middle);
    const found = line === null ? null : hashOf(line.text);
    if (found === hash) return true;
    // Nothing begins after it, or only what comes later in the order.
    if (line === null || found === null || found > hash) high = middle;
    else low = line.end;
  }
  return false;
}

async function isInOrder(file: FileHandle, size: number): Promise<boolean> {
  let before = "";
  for (let sample = 0; sample < samples; sample += 1) {
    const line = await lineAfter(file, size, Math.floor((size / samples) * sample));
    if (line === null) return true;
    const hash = hashOf(line.text);
    if (hash === null || hash < before) return false;
    before = hash;
  }
  return true;
}

/** The first line that begins at `position` or after it, and where the next one does. */
async function lineAfter(file: FileHandle, size: number, position: number) {
  // From the byte before: where that is the end of a line, one begins just here.
  const from = Math.max(0, position - 1);
  const buffer = Buffer.alloc(2 * longestLine);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  const read = buffer.subarray(0, bytesRead);
  const begin = position === 0 ? 0 : read.indexOf("\n") + 1;
  if (begin === 0 && position > 0) return null;
  const newline = read.indexOf("\n", begin);
  const end = newline === -1 ? read.length : newline;
  if (begin === end && from + end >= size) return null;
  return { text: read.toString("latin1", begin, end), end: from + end + 1 };
}

function hashOf(line: string): string | null {
  return hashLine.exec(line)?.[1]?.toUpperCase() ?? null;
}

/** As the list has it, not for keeping. */
function sha1(password: string): string {
  return createHash("sha1").update(password).digest("hex").toUpperCase();
}

/** A piece of the file at a time, with so much of the one before as a line may lie across the two. */
async function findLine(path: string, password: string): Promise<boolean> {
  if (/[\r\n]/.test(password)) return false;
  const needles = ["\n", "\r\n"].map((end) => Buffer.from(`\n${password}${end}`));
  const overlap = Buffer.byteLength(password) + 2;
  let rest: Buffer = Buffer.from("\n");
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = Buffer.concat([rest, piece]);
      if (needles.some((needle) => text.includes(needle))) return true;
      rest = text.subarray(-overlap);
    }
  } catch (cause) {
    throw unreadable(`${path} cannot be read.`, cause);
  }
  // The last line may have no end.
  return needles.some((needle) => Buffer.concat([rest, Buffer.from("\n")]).includes(needle));
}

function unusable(message: string, cause?: unknown): PlimsollError {
  return new PlimsollError("list-unusable", message, {
    cause,
    hint: "PLIMSOLL_PASSWORD_DENYLIST takes passwords one a line, or SHA-1 hashes in order as haveibeenpwned.com gives them.",
  });
}

/** What a client is told names no path. */
function unreadable(_: string, cause?: unknown): PlimsollError {
  return new PlimsollError("service-unavailable", "The list of known passwords cannot be read.", {
    cause,
    hint: "Ask an administrator to look at PLIMSOLL_PASSWORD_DENYLIST.",
  });
}
