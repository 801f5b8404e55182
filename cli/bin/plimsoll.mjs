#!/usr/bin/env node
// Runs the command under a Node that reads TypeScript: this one where it can, else the one that the project brings.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
// By the whole: an older Node has no such export, and would not even begin.
import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  nodeModule.enableCompileCache(join(cacheFolder(), "compiled"));
  await import("../src/main.ts");
} else {
  const own = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));
  if (!existsSync(own)) {
    process.stderr.write(
      "plimsoll needs Node 24 or newer. Run `npm run setup` in its folder first.\n",
    );
    process.exit(2);
  }
  const self = fileURLToPath(import.meta.url);
  const { status } = spawnSync(own, [self, ...process.argv.slice(2)], { stdio: "inherit" });
  // Where it was ended by force, 1 would say that a policy failed.
  process.exit(status ?? 3);
}

/** Not where Node would keep what it compiled, which others may write to. */
function cacheFolder() {
  const { PLIMSOLL_CACHE_DIR, XDG_CACHE_HOME, HOME } = process.env;
  return (
    PLIMSOLL_CACHE_DIR || join(XDG_CACHE_HOME || join(HOME || homedir(), ".cache"), "plimsoll")
  );
}
