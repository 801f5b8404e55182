import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PlimsollError } from "@plimsoll/engine/indexing";

/** Writes a report to standard output, or to a file that appears only when it is whole. Throws `PlimsollError` `io`. */
export async function deliver(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) return print(text);
  try {
    const there = await stat(file).catch(() => null);
    // A pipe or a terminal cannot be replaced by renaming, only written to.
    if (there && !there.isFile()) return await write(file, text);
    const draft = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
    try {
      await write(draft, text);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new PlimsollError("io", `${file} cannot be written (${code})`, {
      cause,
      hint: "Check the folder, its permissions, and that the disk is not full.",
    });
  }
}

async function write(path: string, text: string): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Who reads may stop early, as `head` does: that is no fault.
    process.stdout.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EPIPE" ? resolve() : reject(error),
    );
    process.stdout.write(text, () => resolve());
  });
}
