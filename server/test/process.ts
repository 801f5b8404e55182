import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { logFile } from "./secrets.ts";

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));

export type ServiceProcess = {
  readonly url: string;
  /** Ends it as a power cut does. All that it had written to standard error. */
  kill(): Promise<string>;
};

/** The service in a process of its own, with these settings. */
export async function startInProcess(env: Record<string, string>): Promise<ServiceProcess> {
  const script = `
    import { loadConfig, startServer } from ${JSON.stringify(index)};
    const server = await startServer(loadConfig(process.env));
    console.log(server.url);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { PATH: process.env.PATH, ...env, PLIMSOLL_LOG_LEVEL: "debug" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors = text(child.stderr).then(async (log) => {
    await writeFile(logFile(), log);
    return log;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", async () => reject(new Error(await errors)));
  });
  return {
    url,
    kill: () => {
      child.kill("SIGKILL");
      return errors;
    },
  };
}
