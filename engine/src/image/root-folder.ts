import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
} from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { PlimsollError } from "../error.ts";
import { whyLeftOut } from "../inventory/left-out.ts";
import { defaultLimits } from "../limits.ts";
import type { TarEntry } from "../tar/header.ts";
import { isDigest } from "./digest.ts";
import { fileError } from "./file-tree.ts";
import type { FolderEntry, Image, ImageSource } from "./image.ts";

type Skip = { readonly path: string; readonly reason: string };
type Listing = { readonly entries: readonly TarEntry[]; readonly skipped: readonly Skip[] };

/**
 * A root file system in a folder, as an image of one layer. No link is followed out of it, and nothing that is mounted
 * inside it is read. It has no manifest: its digest is that of the list of its files (name, kind, size and
 * link target), which tells two folders apart but does not vouch for their contents.
 */
export async function rootFolderSource(folder: string, reference: string): Promise<ImageSource> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw fileError(folder, cause);
  });
  if (!(await stat(root)).isDirectory())
    throw new PlimsollError("archive-invalid", `${folder} is no folder`, {
      hint: "An archive is named by its path alone.",
    });
  return {
    async resolve(tagOrDigest, signal) {
      const image = imageOf(root, reference, await listFiles(root, signal));
      if (tagOrDigest !== undefined && (!isDigest(tagOrDigest) || tagOrDigest !== image.digest))
        throw new PlimsollError("not-found", `${folder} is not ${tagOrDigest}`, {
          hint: "A folder holds one root file system and has no tags.",
        });
      return image;
    },
    async close() {},
  };
}

function imageOf(root: string, reference: string, { entries, skipped }: Listing): Image {
  const hash = createHash("sha256");
  let size = 0;
  for (const { name, type, size: bytes, linkName } of entries) {
    hash.update(`${type}\0${name}\0${bytes}\0${linkName}\0`);
    size += bytes;
  }
  const digest = `sha256:${hash.digest("hex")}`;
  const mediaType = "application/vnd.plimsoll.root-file-system";
  return {
    kind: "image",
    reference,
    digest,
    mediaType,
    platform: { os: "linux", architecture: "unknown" },
    size,
    created: null,
    history: [],
    labels: {},
    annotations: {},
    layers: [
      {
        index: 0,
        digest,
        diffId: digest,
        mediaType,
        size,
        command: null,
        open: () =>
          Promise.reject(new PlimsollError("layer-unsupported", "a folder is read file by file")),
        *files(): Iterable<FolderEntry | Skip> {
          yield* skipped;
          for (const entry of entries)
            yield { entry, content: () => contentOf(join(root, entry.name), entry.size) };
        },
      },
    ],
  };
}

/** Sorted, so that one folder always has one digest. */
async function listFiles(root: string, signal: AbortSignal | undefined): Promise<Listing> {
  const entries: TarEntry[] = [];
  const skipped: Skip[] = [];
  const device = lstatSync(root).dev;
  const todo = [""];
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    if (signal?.aborted)
      throw new PlimsollError("aborted", "reading was stopped", { cause: signal.reason });
    const children = await readdir(join(root, folder)).catch((cause: NodeJS.ErrnoException) => {
      skipped.push({
        path: folder,
        reason: whyLeftOut("folder-unreadable", { error: `${cause.code}` }),
      });
      return [];
    });
    for (const child of children) {
      const path = folder === "" ? child : `${folder}/${child}`;
      if (child.includes("\ufffd")) {
        skipped.push({ path, reason: whyLeftOut("name-not-utf8") });
        continue;
      }
      const found = entryAt(root, path);
      if ("reason" in found) {
        skipped.push(found);
        continue;
      }
      if (entries.push(found.entry) > defaultLimits.layerEntries)
        throw new PlimsollError(
          "limit-exceeded",
          `${root} holds more files than are read (limit layerEntries)`,
        );
      if (found.entry.type !== "directory") continue;
      if (found.device === device) todo.push(path);
      else skipped.push({ path, reason: whyLeftOut("other-file-system") });
    }
  }
  return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)), skipped };
}

function entryAt(root: string, path: string): { entry: TarEntry; device: number } | Skip {
  try {
    const full = join(root, path);
    const found = lstatSync(full);
    const type = found.isFile()
      ? "file"
      : found.isSymbolicLink()
        ? "symlink"
        : found.isDirectory()
          ? "directory"
          : "other";
    const size = type === "file" ? found.size : 0;
    const linkName = type === "symlink" ? readlinkSync(full) : "";
    return { entry: { name: path, type, linkName, size, sparse: false }, device: found.dev };
  } catch (cause) {
    return {
      path,
      reason: whyLeftOut("file-unreadable", { error: `${(cause as NodeJS.ErrnoException).code}` }),
    };
  }
}

const pieceBytes = 2 ** 20;

/** A folder may change while it is read: a link that took the file's place is not followed, a pipe not waited for. */
function* contentOf(path: string, size: number): Iterable<Buffer> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let file: number;
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    throw new Error(`it cannot be read (${(cause as NodeJS.ErrnoException).code})`);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size !== size) throw new Error("it changed while it was read");
    for (let done = 0; done < size; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - done));
      const read = readSync(file, piece, 0, piece.length, done);
      if (read === 0) throw new Error("it changed while it was read");
      done += read;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}
