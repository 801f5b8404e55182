import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { PlimsollError } from "../error.ts";

/**
 * PostgreSQL refuses to run as root, https://www.postgresql.org/docs/18/postgres-user.html: as root, it runs as
 * the user `postgres`, which is made where it does not exist.
 */
export type PostgresUser = { readonly name: string; readonly uid: number; readonly gid: number };

const name = "postgres";
/** Only root can write there, and everybody can read. */
const systemFolder = "/var/lib/plimsoll";
const exec = promisify(execFile);

/** Null when this process is not root and PostgreSQL can run as it is. */
export async function postgresUser(): Promise<PostgresUser | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await lookUp();
  if (found !== null) return found;
  try {
    await exec("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/bin/false",
      name,
    ]);
  } catch (cause) {
    throw new PlimsollError("database-unusable", `The user "${name}" could not be made`, {
      cause,
      hint: `PostgreSQL does not run as root. Make a user "${name}", start Plimsoll as another user, or set DATABASE_URL.`,
    });
  }
  const made = await lookUp();
  if (made === null)
    throw new PlimsollError("database-unusable", `The user "${name}" was not made`);
  return made;
}

async function lookUp(): Promise<PostgresUser | null> {
  try {
    const [uid, gid] = await Promise.all([exec("id", ["-u", name]), exec("id", ["-g", name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/**
 * Runs a program to its end as `user`. Where a folder above one of `paths` is closed to that user (a clone
 * below root's home), it keeps the one capability that lets it pass, by util-linux's setpriv.
 */
export async function runAs(
  user: PostgresUser | null,
  binary: string,
  args: readonly string[],
  paths: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  if (user === null) return run(binary, args, {});
  const open = await Promise.all(paths.map((path) => canPass(user, path)));
  if (open.every(Boolean)) return run(binary, args, { uid: user.uid, gid: user.gid });
  const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));
  if (setpriv === undefined) {
    throw new PlimsollError(
      "database-unusable",
      `The user "${user.name}" cannot reach ${paths.join(" and ")}`,
      {
        hint: "Put Plimsoll into a folder that other users may pass through, start it as another user, or set DATABASE_URL.",
      },
    );
  }
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  const capability = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
  return run(setpriv, [...identity, ...capability, "--", binary, ...args], {});
}

/**
 * The programs' folder, or a copy of it where the user cannot get to it: PostgreSQL looks whether it may run its own
 * programs by access(2), for which no capability counts.
 */
export async function reachableCopy(user: PostgresUser, folder: string): Promise<string> {
  if (await canPass(user, join(folder, "bin", "postgres"))) return folder;
  const manifest = await readFile(join(folder, "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const copy = join(systemFolder, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  // Another start may have been faster; its copy is as good.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  return copy;
}

async function canPass(user: PostgresUser, path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function run(
  binary: string,
  args: readonly string[],
  identity: { uid?: number; gid?: number },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      ...identity,
      cwd: "/",
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
      // A server started by pg_ctl inherits what it is given: a pipe would never end.
      stdio: args.includes("start") ? "ignore" : ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
