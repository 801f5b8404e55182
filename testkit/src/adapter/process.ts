import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { AdapterOptions } from "./adapter.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

/** The adapter as a program of its own, as third parties' are. */
export async function startAdapterProcess(
  options: AdapterOptions = {},
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [main, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const address of createInterface({ input: child.stdout }))
    return {
      address,
      close: async () => {
        child.kill();
        await ended;
      },
    };
  throw new Error("the adapter ended before it was ready");
}
