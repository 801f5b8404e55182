import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

export type RunningPlimsoll = {
  readonly url: string;
  /** All that it printed until it was ready. */
  readonly words: readonly string[];
  readonly data: string;
  /** As Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** As a power cut does to the process: nothing is put in order. */
  kill(): Promise<void>;
};

/** The administrator's password of every Plimsoll that the tests start. */
export const adminPassword = "a password for tests";

/**
 * Starts the product as a user does, in a process of its own, on a free port. Its data is in `data`, or in a
 * new folder that goes when it is stopped.
 */
export async function startPlimsoll(
  options: { data?: string; env?: Readonly<Record<string, string>>; arguments?: string[] } = {},
): Promise<RunningPlimsoll> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), "plimsoll-")));
  const child = spawn(process.execPath, [main, "serve", ...(options.arguments ?? ["--sample"])], {
    env: {
      PATH: process.env.PATH,
      PLIMSOLL_PORT: "0",
      PLIMSOLL_DATA: data,
      PLIMSOLL_ADMIN_PASSWORD: adminPassword,
      ...options.env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const words = await readUntilReady(child);
  const [, url = ""] = /^Plimsoll is ready: (\S+)$/.exec(words.at(-1) ?? "") ?? [];
  return {
    url,
    words,
    data,
    stop: async () => {
      child.kill("SIGINT");
      const code = await ended;
      if (options.data === undefined) await rm(data, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function readUntilReady(child: ChildProcess): Promise<string[]> {
  const words: string[] = [];
  if (child.stdout === null) throw new Error("standard output is not piped");
  for await (const line of createInterface({ input: child.stdout })) {
    words.push(line);
    if (line.startsWith("Plimsoll is ready: ")) {
      child.stdout.resume();
      return words;
    }
  }
  throw new Error(`Plimsoll ended before it was ready:\n${words.join("\n")}`);
}
