import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of a whole process: seconds of wall and of CPU, megabytes of its largest resident set. */
export type Cost = { readonly wall: number; readonly cpu: number; readonly memory: number };

/** Runs a command to its end under GNU time. Throws with its last words when it fails. */
export function measure(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Cost {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-measure-"));
  const file = join(folder, "time");
  try {
    const result = spawnSync("/usr/bin/time", ["-o", file, "-f", "%e %U %S %M", ...command], {
      // What is measured does not ask the network for advisories.
      env: { ...process.env, PLIMSOLL_DB_SOURCES: "starter", ...env },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    if (result.status !== 0) {
      throw new Error(
        `${command.slice(0, 3).join(" ")} failed: ${(result.stderr ?? "").slice(-500)}`,
      );
    }
    const [wall = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(file, "utf8")
      .trim()
      .split(" ")
      .map(Number);
    return { wall, cpu: user + system, memory: kilobytes / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The run whose wall time is the median, so that its three figures belong together. */
export function median(costs: readonly Cost[]): Cost {
  const sorted = costs.toSorted((a, b) => a.wall - b.wall);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}
