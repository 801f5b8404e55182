/** Runs the tests with real parts where they can be had; the last line is `N passed, N failed, N skipped`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Part = { readonly name: string; readonly paths: readonly string[]; readonly tests: string };

/** Debian packages that tests use, where they are found, and what is left out without them. */
const parts: readonly Part[] = [
  {
    name: "chromium",
    paths: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    tests: "the tests of the console in a browser",
  },
  {
    name: "docker-registry",
    paths: ["/usr/bin/docker-registry"],
    tests: "the tests against Debian's docker-registry",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));

installParts(parts.filter(isMissing));
for (const part of parts.filter(isMissing)) {
  say(`Left out, because ${part.name} is not installed: ${part.tests}.`);
}
if (!existsSync(join(root, "../shared"))) {
  say("Left out, because the folder of shared facts is not there: the checks against them.");
}
process.exitCode = runTests(process.argv.slice(2));

function isMissing(part: Part): boolean {
  return !part.paths.some((path) => existsSync(path));
}

function installParts(missing: readonly Part[]): void {
  const canInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (missing.length === 0 || !canInstall) return;
  say(`Installing ${missing.map(({ name }) => name).join(" and ")} for the tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", ...args], { env, stdio: "ignore" });
  apt("update");
  apt("install", "--yes", "--no-install-recommends", ...missing.map(({ name }) => name));
}

function runTests(filters: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  const outcome = join(folder, "outcome.json");
  try {
    const vitest = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${outcome}`,
      ...filters,
    ];
    const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: "inherit" });
    const { numPassedTests, numFailedTests, numPendingTests } = readOutcome(outcome);
    // A file that cannot even be read holds no failed test, and must not pass for green.
    const failed = status === 0 ? numFailedTests : Math.max(1, numFailedTests);
    process.stdout.write(
      `${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`,
    );
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Outcome = { numPassedTests: number; numFailedTests: number; numPendingTests: number };

function readOutcome(file: string): Outcome {
  if (!existsSync(file)) return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  return JSON.parse(readFileSync(file, "utf8")) as Outcome;
}

function say(words: string): void {
  process.stderr.write(`${words}\n`);
}
