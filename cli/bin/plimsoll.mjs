#!/usr/bin/env node
// Runs the command under a Node that reads TypeScript: this one where it can, else the one that the project brings.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  await import("../src/main.ts");
} else {
  const own = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));
  if (!existsSync(own)) {
    process.stderr.write(
      "plimsoll needs Node 24 or newer. Run `npm run setup` in its folder first.\n",
    );
    process.exit(2);
  }
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const { status } = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(status ?? 1);
}
