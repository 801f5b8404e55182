import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Composed, composeImage, type StepSpec } from "@plimsoll/sample";

const program = fileURLToPath(new URL("../bin/plimsoll.mjs", import.meta.url));

export type Outcome = { code: number | null; stdout: string; stderr: string };

/** Runs the command in a folder that is its home too. */
export function plimsollIn(folder: string) {
  return (
    args: readonly string[],
    options: { input?: string | Buffer; env?: Record<string, string> } = {},
  ): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args], {
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? "",
          HOME: folder,
          PLIMSOLL_DB_SOURCES: "starter",
          ...options.env,
        },
      });
      const outcome: Outcome = { code: null, stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text) => {
        outcome.stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text) => {
        outcome.stderr += text;
      });
      child.once("error", reject);
      child.once("close", (code) => resolve({ ...outcome, code }));
      // What ends early does not read all of it.
      child.stdin.on("error", () => {});
      child.stdin.end(options.input ?? "");
    });
}

export const osRelease = {
  path: "etc/os-release",
  content: 'ID=alpine\nVERSION_ID=3.18.9\nPRETTY_NAME="Alpine Linux v3.18"\n',
};

/** Alpine's database with packages as `name version origin`. */
export const installed = (...packages: string[]) => ({
  path: "lib/apk/db/installed",
  content: packages
    .map((text) => {
      const [name, version, origin] = text.split(" ");
      return `P:${name}\nV:${version}\nA:x86_64\no:${origin}\n\n`;
    })
    .join(""),
});

export const compose = (architecture: string, steps: readonly StepSpec[]) =>
  composeImage({
    platform: { os: "linux", architecture },
    created: "2026-01-01T00:00:00Z",
    steps: [...steps],
  });

export async function writeLayout(path: string, image: Composed): Promise<void> {
  await mkdir(join(path, "blobs/sha256"), { recursive: true });
  await writeFile(join(path, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(path, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [image.descriptor] }),
  );
  for (const [digest, bytes] of image.blobs)
    await writeFile(join(path, "blobs", digest.replace(":", "/")), bytes);
}
