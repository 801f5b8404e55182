import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The system's Node, where it is too old to read TypeScript: what most people have when they come. */
const oldNode = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root) && !folder.includes("node_modules"))
  .map((folder) => join(folder, "node"))
  .find((path) => existsSync(path) && majorOf(path) < 24);

function majorOf(node: string): number {
  return Number(/^v(\d+)/.exec(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout)?.[1]);
}

it.runIf(oldNode !== undefined)("the command starts under an old Node too, by its own", () => {
  const command = join(root, "cli/bin/plimsoll.mjs");
  const { stdout, stderr } = spawnSync(oldNode ?? "", [command, "--version"], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: "",
  });
});
