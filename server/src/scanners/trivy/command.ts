import { type ChildProcess, spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { PlimsollError } from "../../error.ts";
import { aborted } from "../external/peer.ts";

export type CommandOptions = {
  readonly command: string;
  readonly arguments: readonly string[];
  /** All that it sees of an environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** How long it may take to end when it is told to. */
  readonly killMs: number;
  /** Of standard output. */
  readonly bytes: number;
  /** Lines of standard error, cut to a length. */
  readonly onLine: (line: string) => void;
};

export type CommandResult = {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: Buffer;
};

const longestLine = 4000;

/**
 * Runs a command to its end, in a process group of its own: what it started ends with it. Nothing is left running,
 * whatever is thrown: `scanner-unreachable` (no such command), `scanner-answer`, `scanner-slow`, the engine's `aborted`.
 */
export async function runCommand(options: CommandOptions): Promise<CommandResult> {
  const { command, signal, timeoutMs, killMs, bytes } = options;
  if (signal.aborted) throw aborted(signal.reason);
  const patience = AbortSignal.timeout(timeoutMs);
  const child = spawn(command, options.arguments, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    if (killing !== undefined) return;
    kill(child, "SIGTERM");
    killing = setTimeout(kill, killMs, child, "SIGKILL");
  };
  const ended = AbortSignal.any([signal, patience]);
  ended.addEventListener("abort", end, { once: true });

  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > bytes) end();
    else chunks.push(chunk);
  });
  readLines(child, options.onLine);
  try {
    const { code, killedBy } = await new Promise<Omit<CommandResult, "stdout">>(
      (resolve, reject) => {
        child.once("error", (cause) => reject(cannotStart(command, cause)));
        child.once("close", (code, killedBy) => resolve({ code, killedBy }));
      },
    );
    if (signal.aborted) throw aborted(signal.reason);
    if (patience.aborted) throw tooSlow(command, timeoutMs);
    if (size > bytes) throw tooLarge(command, bytes);
    return { code, killedBy, stdout: Buffer.concat(chunks) };
  } finally {
    ended.removeEventListener("abort", end);
    clearTimeout(killing);
    // A child of its own may still be there although the command has ended.
    if (killing !== undefined) kill(child, "SIGKILL");
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // There is no such group (any more), or the system knows none.
    child.kill(signal);
  }
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r\n|[\r\n]/);
    rest = (lines.pop() ?? "").slice(0, longestLine);
    for (const line of lines) if (line.trim() !== "") onLine(line.slice(0, longestLine));
  });
  child.stderr?.once("end", () => {
    if (rest.trim() !== "") onLine(rest);
  });
}

function cannotStart(command: string, cause: NodeJS.ErrnoException): PlimsollError {
  const missing = cause.code === "ENOENT";
  return new PlimsollError(
    "scanner-unreachable",
    missing ? `There is no command ${command}` : `${command} cannot be started: ${cause.code}`,
    {
      cause,
      hint: missing
        ? "Install Trivy where Plimsoll runs, or give the path of its command."
        : "Check that the file may be executed, and is made for this system.",
    },
  );
}

function tooSlow(command: string, ms: number): PlimsollError {
  return new PlimsollError(
    "scanner-slow",
    `${command} was not done after ${Math.ceil(ms / 1000)} s`,
    {
      hint: "Large images and slow registries take long: give it more time, or look at the scan's log for where it hangs.",
    },
  );
}

function tooLarge(command: string, bytes: number): PlimsollError {
  return new PlimsollError(
    "scanner-answer",
    `${command} prints more than ${Math.round(bytes / 2 ** 20)} MiB`,
    { hint: "No report is so large. Check that the command is Trivy." },
  );
}
