import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresUser, reachableCopy } from "./postgres-user.ts";

describe.runIf(process.getuid?.() === 0)("PostgreSQL's programs, started as root", () => {
  let home: string;
  let copy = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "plimsoll-programs-"));
    const bin = join(home, "native", "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "postgres"), "#!/bin/sh\necho it runs\n", { mode: 0o755 });
    await writeFile(join(home, "package.json"), JSON.stringify({ version: `test-${process.pid}` }));
  });
  afterEach(async () => {
    await rm(home, { recursive: true, force: true });
    if (copy.includes(`test-${process.pid}`)) await rm(copy, { recursive: true, force: true });
  });

  it.each([
    ["closed to others, as root's home is", 0o700],
    ["open to others", 0o755],
  ])("run in a folder %s", async (_, mode) => {
    await chmod(home, mode);
    const user = await postgresUser();
    if (user === null) throw new Error("root needs a user");
    const folder = join(home, "native");
    copy = await reachableCopy(user, folder);
    expect(copy === folder).toBe(mode === 0o755);
    const run = promisify(execFile)(join(copy, "bin", "postgres"), [], {
      uid: user.uid,
      gid: user.gid,
      cwd: "/",
    });
    expect((await run).stdout).toBe("it runs\n");
  });
});
