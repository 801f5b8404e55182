/** What a reviewer would otherwise have to look for: types, formatting and lint, unused code. With `--then-test`, then the tests. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const checks: readonly (readonly [string, string, ...string[]])[] = [
  ["Types", "node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.json"],
  [
    "Types of the console",
    "node_modules/typescript/bin/tsc",
    "--noEmit",
    "-p",
    "web/tsconfig.json",
  ],
  ["Format and lint", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
  ["Unused code", "node_modules/knip/bin/knip.js"],
];

const thenTest = process.argv.includes("--then-test");
for (const [name, ...command] of [
  ...checks,
  ...(thenTest ? [["Tests", "scripts/test.ts"] as const] : []),
]) {
  process.stderr.write(`${name} …\n`);
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write(`${name}: failed\n`);
    process.exit(status ?? 1);
  }
}
