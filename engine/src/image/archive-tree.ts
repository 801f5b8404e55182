import { type FileHandle, open } from "node:fs/promises";
import { PlimsollError } from "../error.ts";
import { compressionOf } from "../layer/decompress.ts";
import { normalPath } from "../layer/path.ts";
import { defaultLimits } from "../limits.ts";
import { blockSize, createHeaderReader, padding, type TarEntry } from "../tar/header.ts";
import { type FileTree, fileError, type OpenFile, readAll } from "./file-tree.ts";
import { readRange } from "./read-range.ts";
import { spool } from "./spool.ts";

type Member = { readonly offset: number; readonly size: number } | { readonly link: string };

/**
 * The files of a tar archive: its headers are walked once, its members read where they lie. One that is compressed
 * as a whole, or comes through a pipe, is unpacked to a temporary file first. Throws `archive-invalid`.
 */
export async function archiveTree(path: string, signal?: AbortSignal): Promise<FileTree> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  try {
    const found = await file.stat();
    if (found.isDirectory())
      throw new PlimsollError("archive-invalid", `${path} is no file`, {
        hint: "A layout's folder is named oci:FOLDER, a root file system's dir:FOLDER.",
      });
    if (found.isFile() && !(await isCompressed(file))) return await indexedTree(file, path);
    const tree = await streamTree(file.createReadStream({ autoClose: false }), path, signal);
    await file.close();
    return tree;
  } catch (cause) {
    await file.close();
    throw fileError(path, cause);
  }
}

/** The same of bytes that come once, as from standard input. `name` is for messages. */
export async function streamTree(
  source: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): Promise<FileTree> {
  const file = await spool(source, name, { signal });
  try {
    return await indexedTree(file, name);
  } catch (cause) {
    await file.close();
    throw fileError(name, cause);
  }
}

async function indexedTree(file: FileHandle, name: string): Promise<FileTree> {
  return treeOf(file, name, await indexMembers(file, name));
}

function treeOf(file: FileHandle, name: string, members: ReadonlyMap<string, Member>): FileTree {
  /** Older `docker save` links equal layers to one another. */
  function find(path: string): Extract<Member, { offset: number }> | null {
    let at = path;
    for (let hops = 0; hops < 10; hops++) {
      const member = members.get(at);
      if (!member || "offset" in member) return member ?? null;
      at = member.link;
    }
    return null;
  }

  const openAt = async (path: string, signal?: AbortSignal): Promise<OpenFile | null> => {
    const member = find(path);
    return member && { size: member.size, bytes: readRange(file, member, signal) };
  };
  return {
    name,
    async read(path, maxBytes) {
      const member = await openAt(path);
      return member && readAll(member, maxBytes, `${name}: ${path}`);
    },
    open: openAt,
    close: () => file.close(),
  };
}

async function indexMembers(file: FileHandle, path: string): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  const members = new Map<string, Member>();
  const headers = createHeaderReader("archive-invalid");
  let zeroBlocks = 0;
  for (let at = 0; at < size && zeroBlocks < 2; ) {
    const step = await readHeader(at, path, async () =>
      headers.header(await readAt(file, at, blockSize, size, path)),
    );
    at += blockSize;
    if (step.kind === "zero") zeroBlocks++;
    else if (step.kind === "record") {
      if (step.size > defaultLimits.tarRecordBytes)
        throw new PlimsollError(
          "limit-exceeded",
          `${path}: a name is too long (limit tarRecordBytes)`,
        );
      const data = await readAt(file, at, step.size, size, path);
      await readHeader(at, path, () => headers.record(step.flag, data));
      at += step.size + padding(step.size);
    } else {
      if (step.mapFollows || step.entry.sparse)
        throw new PlimsollError("archive-invalid", `${path} holds sparse files`, {
          hint: "Make it without them.",
        });
      if (at + step.entry.size > size) throw cutShort(path);
      remember(members, step.entry, at);
      if (members.size > defaultLimits.archiveEntries)
        throw new PlimsollError(
          "limit-exceeded",
          `${path} has too many members (limit archiveEntries)`,
        );
      at += step.entry.size + padding(step.entry.size);
    }
  }
  return members;
}

function remember(members: Map<string, Member>, entry: TarEntry, offset: number): void {
  const name = normalPath(entry.name);
  if ("unsafe" in name) return;
  if (entry.type === "file") members.set(name.path, { offset, size: entry.size });
  const folder = entry.type === "symlink" ? `${name.path}/../` : "";
  const target = normalPath(folder + entry.linkName);
  if ((entry.type === "symlink" || entry.type === "hardlink") && !("unsafe" in target))
    members.set(name.path, { link: target.path });
}

async function readHeader<T>(at: number, path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (at > 0 && cause instanceof PlimsollError && cause.hint !== null) throw cause;
    throw new PlimsollError(
      "archive-invalid",
      at === 0 ? `${path} is no tar archive` : `${path} is damaged at byte ${at}`,
      { cause, hint: "Make the archive again: docker save -o FILE IMAGE, or skopeo copy." },
    );
  }
}

/** What is compressed as a whole cannot be read here and there. */
async function isCompressed(file: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  return compressionOf(buffer.subarray(0, bytesRead)) !== null;
}

async function readAt(
  file: FileHandle,
  at: number,
  length: number,
  size: number,
  path: string,
): Promise<Buffer> {
  if (at + length > size) throw cutShort(path);
  const pieces: Uint8Array[] = [];
  for await (const piece of readRange(file, { offset: at, size: length })) pieces.push(piece);
  return Buffer.concat(pieces);
}

function cutShort(path: string): PlimsollError {
  return new PlimsollError("archive-invalid", `${path} is cut short`, {
    hint: "It ends in the middle of a file: it was not written or copied to its end.",
  });
}
