import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { BoltContents } from "./bucket.ts";
import { openBolt } from "./reader.ts";
import { writeBolt } from "./writer.ts";

const modules = spawnSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).stdout?.trim() ?? "";
/** Versions as they lie in Go's cache of modules: nothing is fetched for a test. */
const needed = ["go.etcd.io/bbolt", "golang.org/x/sys"].map((name) => {
  const folder = join(modules, dirname(name));
  const names = modules !== "" && existsSync(folder) ? readdirSync(folder) : [];
  names.sort(new Intl.Collator("en", { numeric: true }).compare);
  return [name, names.findLast((one) => one.startsWith(`${basename(name)}@`))?.split("@")[1]];
});
const installed = needed.every(([, version]) => version !== undefined);

/** `dump` checks the file by bbolt's own rules first; `make` and `change` do what is random by `seed`. */
const program = `
package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"strconv"

	bolt "go.etcd.io/bbolt"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func dump(out *bufio.Writer, bucket *bolt.Bucket, path string) {
	must(bucket.ForEach(func(key, value []byte) error {
		at := fmt.Sprintf("%s/%x", path, key)
		if value == nil {
			fmt.Fprintln(out, at)
			dump(out, bucket.Bucket(key), at)
		} else {
			fmt.Fprintf(out, "%s=%x\\n", at, value)
		}
		return nil
	}))
}

func change(bucket *bolt.Bucket, random *rand.Rand, steps, depth int) {
	for range steps {
		key := []byte(fmt.Sprintf("key-%d", random.Intn(steps)))
		held := bucket.Get(key)
		nested := bucket.Bucket(key)
		switch {
		case random.Intn(4) == 0 && nested != nil:
			must(bucket.DeleteBucket(key))
		case random.Intn(3) == 0 && held != nil:
			must(bucket.Delete(key))
		case depth < 3 && held == nil && random.Intn(4) == 0:
			child, err := bucket.CreateBucketIfNotExists(key)
			must(err)
			change(child, random, random.Intn(steps)/4+1, depth+1)
		case nested == nil:
			size := random.Intn(60)
			if random.Intn(50) == 0 {
				size = random.Intn(20_000)
			}
			value := make([]byte, size)
			random.Read(value)
			must(bucket.Put(key, value))
		}
	}
}

func main() {
	number := func(index int) int {
		value, err := strconv.Atoi(os.Args[index])
		must(err)
		return value
	}
	if os.Args[1] == "dump" {
		db, err := bolt.Open(os.Args[2], 0o600, &bolt.Options{ReadOnly: true})
		must(err)
		out := bufio.NewWriter(os.Stdout)
		defer out.Flush()
		must(db.View(func(tx *bolt.Tx) error {
			for err := range tx.Check() {
				fmt.Fprintln(out, "check:", err)
			}
			return tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
				at := fmt.Sprintf("/%x", name)
				fmt.Fprintln(out, at)
				dump(out, bucket, at)
				return nil
			})
		}))
		return
	}
	db, err := bolt.Open(os.Args[2], 0o600, &bolt.Options{PageSize: number(4)})
	must(err)
	random := rand.New(rand.NewSource(int64(number(3))))
	for round := range 5 {
		must(db.Update(func(tx *bolt.Tx) error {
			for _, name := range []string{"a", "b", fmt.Sprint("round ", round)} {
				bucket, err := tx.CreateBucketIfNotExists([]byte(name))
				must(err)
				change(bucket, random, 400, 0)
			}
			return nil
		}))
	}
	must(db.Close())
}
`;

const bbolt = installed ? buildProgram() : null;

/** Null where Go's cache does not hold all that the modules ask for in turn. */
function buildProgram(): string | null {
  const made = mkdtempSync(join(tmpdir(), "plimsoll-bbolt-"));
  writeFileSync(join(made, "main.go"), program);
  const requirements = needed.map((one) => one.join(" ")).join("\n");
  writeFileSync(
    join(made, "go.mod"),
    `module oracle\n\ngo 1.25\n\nrequire (\n${requirements}\n)\n`,
  );
  const built = spawnSync("go", ["build", "-o", "bbolt", "."], {
    cwd: made,
    env: { ...process.env, GOFLAGS: "-mod=mod", GOPROXY: "off" },
    encoding: "utf8",
  });
  if (built.status === 0) return join(made, "bbolt");
  rmSync(made, { recursive: true, force: true });
  if (built.stderr.includes("GOPROXY=off")) return null;
  throw new Error(built.stderr);
}

describe.runIf(bbolt !== null)("beside bbolt", () => {
  const program = bbolt ?? "";
  const folder = dirname(program);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: string[]): string[] {
    const { status, stdout, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
    expect([status, stderr]).toEqual([0, ""]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** bbolt itself leaks some pages of buckets that are made and deleted in one transaction: no harm, and no fault of ours. */
  const ofBbolt = (path: string) =>
    run("dump", path).filter((line) => !/^check: page \d+: unreachable unfreed$/.test(line));

  it.each([1024, 4096, 65_536])("reads what it made with pages of %d bytes", (pageSize) => {
    const path = join(folder, `made-${pageSize}.db`);
    run("make", path, "7", `${pageSize}`);
    const file = openBolt(path);
    const ours = [...dump(file.root)];
    file.close();
    expect(ours.length).toBeGreaterThan(1000);
    expect(ours).toEqual(ofBbolt(path));
  });

  it("writes what it finds whole, reads alike, and goes on changing", async () => {
    const made = join(folder, "made.db");
    const copied = join(folder, "copied.db");
    run("make", made, "8", "4096");
    const file = openBolt(made);
    await writeBolt(copied, file.root);
    file.close();
    expect(run("dump", copied)).toEqual(ofBbolt(made));
    run("make", copied, "9", "4096");
    const changed = openBolt(copied);
    const ours = [...dump(changed.root)];
    changed.close();
    expect(ours).toEqual(ofBbolt(copied));
  });

  it.each([
    ["nothing", []],
    ["an empty bucket", [[Buffer.from("bucket"), []]]],
    ["a tree of four levels", [[Buffer.from("wide"), wideEntries(60_000)]]],
  ] as [string, BoltContents][])("writes %s for it", async (_, contents) => {
    const path = join(folder, "written.db");
    await writeBolt(path, contents);
    const file = openBolt(path);
    const ours = [...dump(file.root)];
    file.close();
    expect(run("dump", path)).toEqual(ours);
  });
});

function wideEntries(count: number): BoltContents {
  return Array.from({ length: count }, (_, index) => [
    Buffer.from(`${index}`.padStart(300, "0")),
    Buffer.from(`${index}`),
  ]);
}

function* dump(bucket: BoltContents, path = ""): Generator<string> {
  for (const [key, value] of bucket) {
    const at = `${path}/${key.toString("hex")}`;
    if (Buffer.isBuffer(value)) yield `${at}=${value.toString("hex")}`;
    else {
      yield at;
      yield* dump(value, at);
    }
  }
}
