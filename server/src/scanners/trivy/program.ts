import { join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { asObject, type JsonObject } from "../external/answers.ts";
import type { Redact } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";
import { runCommand } from "./command.ts";
import { trivyFault } from "./failures.ts";
import { environment } from "./invocation.ts";

export type TrivyBounds = {
  readonly scanMs: number;
  /** Telling its version. */
  readonly callMs: number;
  readonly killMs: number;
  readonly reportBytes: number;
  /** Of a run's cache of layers. */
  readonly cacheBytes: number;
  /** Lines of its log that are kept, of each run. */
  readonly lines: number;
};

type TrivyRun = {
  readonly arguments: readonly string[];
  /** Beside what every run has. */
  readonly env: Readonly<Record<string, string>>;
  readonly redact: Redact;
};

/** Trivy's command in one cache folder. */
export type TrivyProgram = {
  /** What it prints; what it says goes to the log. Throws what is wrong. */
  run(given: TrivyRun, to: FindingsRun): Promise<Buffer>;
  version(signal: AbortSignal): Promise<JsonObject>;
};

export function openProgram(command: string, folder: string, bounds: TrivyBounds): TrivyProgram {
  const cwd = join(folder, "home");
  const { killMs } = bounds;
  return {
    async run({ arguments: given, env, redact }, { signal, log, onProgress }) {
      const said: string[] = [];
      let lines = 0;
      const result = await runCommand({
        ...{ command, arguments: given, cwd, signal, killMs },
        env: { ...environment(folder), ...env },
        timeoutMs: bounds.scanMs,
        bytes: bounds.reportBytes,
        onLine: (line) => {
          const { level, message } = readLine(redact(line));
          if (message === "") return;
          // An error's details are lines without a level below it.
          if (level === "error" || (level === null && said.length > 0)) said.push(message);
          if (said.length > 10) said.shift();
          if (/Detecting vulnerabilities/.test(message))
            onProgress({ phase: "matching", done: 0, total: 1 });
          if (++lines <= bounds.lines) log(level ?? "info", `Trivy: ${message}`);
          else if (lines === bounds.lines + 1) log("warn", "Trivy says more than is kept.");
        },
      });
      if (result.code !== 0) throw trivyFault(result, redact(said.join("; ")));
      return result.stdout;
    },
    async version(signal) {
      const result = await runCommand({
        ...{ command, cwd, signal, killMs },
        arguments: ["version", "--format", "json", "--cache-dir", folder],
        env: environment(folder),
        timeoutMs: bounds.callMs,
        bytes: 2 ** 20,
        onLine: () => {},
      });
      if (result.code !== 0) throw trivyFault(result, "it does not tell its version");
      return parse(result.stdout, command, "its version");
    },
  };
}

const levels: Readonly<Record<string, "debug" | "info" | "warn" | "error">> = {
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
  FATAL: "error",
};

/** `TIME LEVEL [part] words key="value"`; what goes on below an error has none of it. */
function readLine(line: string) {
  const [, level = "", message = line] =
    /^\S+\s+(DEBUG|INFO|WARN|ERROR|FATAL)\s+(.*)$/.exec(line) ?? [];
  return { level: levels[level] ?? null, message: message.trim() };
}

export function parse(bytes: Buffer, command: string, what: string): JsonObject {
  try {
    const object = asObject(JSON.parse(bytes.toString("utf8")));
    if (object !== null) return object;
  } catch {
    // Then it is none.
  }
  throw notTrivy(command, `${what} is no JSON object`);
}

export function notTrivy(command: string, why: string): PlimsollError {
  return new PlimsollError("scanner-answer", `${command} does not answer as Trivy: ${why}`, {
    hint: "Check that the command is Trivy, 0.50 or newer.",
  });
}
