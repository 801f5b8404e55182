/**
 * Makes a fresh clone ready, then runs a task under the project's own runtime:
 *
 *     node scripts/setup.mjs [start|test|check|verify|bench|fuzz|gallery|screenshots] [arguments of the task]
 *
 * Plain JavaScript for Node 20.19 or newer: it runs before anything is installed. Does nothing that is up to date.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";

/** @type {Record<string, string[]>} Arguments for the runtime, by task. */
const tasks = {
  start: ["cli/src/main.ts", "serve", "--sample"],
  test: ["scripts/test.ts"],
  check: ["scripts/check.ts"],
  bench: ["bench/src/main.ts"],
  fuzz: ["engine/fuzz/main.ts"],
  gallery: ["web/gallery/serve.ts"],
  screenshots: ["scripts/pictures.ts"],
  verify: ["scripts/check.ts", "--then-test"],
};

const [task, ...rest] = process.argv.slice(2);
if (task !== undefined && tasks[task] === undefined) {
  fail(`There is no task "${task}". Tasks: ${Object.keys(tasks).join(", ")}.`);
}
if (!atLeast(20, 19)) {
  fail(
    `Node ${process.versions.node} is too old. Install Node 20.19 or newer, then run this again.`,
  );
}
install();
const runtime = findRuntime();
buildConsole(runtime);
if (task !== undefined) runTask(runtime, [...(tasks[task] ?? []), ...rest]);

function install() {
  const stamp = join(root, "node_modules", ".plimsoll-installed");
  const manifests = ["package.json", "package-lock.json", ".npmrc"];
  for (const folder of readdirSync(root)) {
    if (existsSync(join(root, folder, "package.json"))) manifests.push(`${folder}/package.json`);
  }
  const wanted = hashOf(manifests.sort());
  if (readStamp(stamp) === wanted) return;
  say("Installing what is missing (about half a minute) …");
  // Node 26, which the project brings, is what the packages are for: npm warns of the Node that it itself runs on.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--loglevel=error", "--no-audit", "--no-fund"];
  const result =
    npm === undefined
      ? spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: windows })
      : spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" });
  if (result.status !== 0) {
    fail(
      "npm could not install the packages. Check the network (and HTTPS_PROXY), then run this again.",
    );
  }
  writeFileSync(stamp, wanted);
}

/** Node 26 from npm where it is made for this machine, else this Node when it can run TypeScript. */
function findRuntime() {
  const own = join(root, "node_modules", ".bin", windows ? "node.cmd" : "node");
  if (existsSync(own) && spawnSync(own, ["--version"], { shell: windows }).status === 0) return own;
  if (atLeast(24, 0)) return process.execPath;
  return fail(
    `There is no Node 26 package for ${process.platform}-${process.arch}. Install Node 24 or newer, then run this again.`,
  );
}

/** @param {string} runtime */
function buildConsole(runtime) {
  const stamp = join(root, "web", "dist", ".built-from");
  const sources = [...filesOf("web"), ...filesOf("api/src"), "package-lock.json"];
  const wanted = hashOf(sources.sort());
  if (readStamp(stamp) === wanted) return;
  say("Building the console …");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const result = spawnSync(runtime, [vite, "build", "--logLevel=warn"], {
    cwd: join(root, "web"),
    stdio: "inherit",
    shell: windows,
  });
  if (result.status !== 0) fail("The console could not be built; what is wrong stands above.");
  writeFileSync(stamp, wanted);
}

/** @param {string} runtime @param {string[]} args */
function runTask(runtime, args) {
  // The channel tells the task when this process is gone, however it went.
  const child = spawn(runtime, args, {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    shell: windows,
  });
  const parents = ancestors();
  const orphaned = setInterval(() => {
    if (ancestors() !== parents) child.kill("SIGTERM");
  }, 1000);
  orphaned.unref();
  // From a terminal the task gets Ctrl-C itself; SIGTERM on top of it only says the same again.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill("SIGTERM"));
  }
  child.on("error", (error) => fail(`The runtime could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1);
    clearInterval(orphaned);
    if (child.connected) child.disconnect();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
  });
}

/** Who started this: the shell that npm runs a script in, and npm above it. Either can be killed alone. */
function ancestors() {
  const stat = `/proc/${process.ppid}/stat`;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: `pid (name) state ppid …`; the name can hold anything
  const fields = existsSync(stat) ? readFileSync(stat, "utf8").split(") ").at(-1) : undefined;
  return `${process.ppid} ${fields?.split(" ")[1] ?? ""}`;
}

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter(
      (path) => !/(^|\/)(dist|node_modules|test|gallery)\/|\.(test|gallery)\.tsx?$/.test(path),
    );
}

/** @param {string[]} files */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} file */
function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** @param {number} major @param {number} minor */
function atLeast(major, minor) {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** @param {string} words */
function say(words) {
  process.stderr.write(`${words}\n`);
}

/** @param {string} words @returns {never} */
function fail(words) {
  say(words);
  process.exit(1);
}
