import { type FileHandle, open } from "node:fs/promises";
import { PlimsollError } from "../error.ts";
import { normalPath } from "../layer/path.ts";
import { defaultLimits } from "../limits.ts";
import { blockSize, createHeaderReader, padding, type TarEntry } from "../tar/header.ts";
import { type FileTree, fileError, type OpenFile, readAll } from "./file-tree.ts";
import { readRange } from "./read-range.ts";

type Member = { readonly offset: number; readonly size: number } | { readonly link: string };

/** The files of a tar archive: its headers are walked once, its members read where they lie. Throws `archive-invalid`. */
export async function archiveTree(path: string): Promise<FileTree> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  try {
    const members = await indexMembers(file, path);
    return treeOf(file, path, members);
  } catch (cause) {
    await file.close();
    throw fileError(path, cause);
  }
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
  const found = await file.stat();
  if (!found.isFile())
    throw new PlimsollError("archive-invalid", `${path} is no file`, {
      hint: "A folder is named oci:FOLDER.",
    });
  const { size } = found;
  await refuseCompressed(file, path);
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
async function refuseCompressed(file: FileHandle, path: string): Promise<void> {
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const gzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
  const zstd = buffer.readUInt32LE(0) === 0xfd2fb528;
  if (gzip || zstd)
    throw new PlimsollError("archive-invalid", `${path} is compressed as a whole`, {
      hint: gzip ? "Unpack it first: gunzip FILE." : "Unpack it first: zstd -d FILE.",
    });
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
