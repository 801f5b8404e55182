import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlimsollError } from "../../error.ts";
import { defaultLimits } from "../../limits.ts";
import type { BoltContents } from "./bucket.ts";
import { openBolt } from "./reader.ts";
import { writeBolt } from "./writer.ts";

type Plain = { readonly [key: string]: string | Plain };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-bolt-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contents(plain: Plain): BoltContents {
  return Object.entries(plain)
    .map(([key, value]) => [Buffer.from(key), value] as const)
    .sort(([a], [b]) => a.compare(b))
    .map(([key, value]) => [key, typeof value === "string" ? Buffer.from(value) : contents(value)]);
}

function plain(bucket: BoltContents): Plain {
  return Object.fromEntries(
    [...bucket].map(([key, value]) => [
      `${key}`,
      Buffer.isBuffer(value) ? `${value}` : plain(value),
    ]),
  );
}

async function written(value: Plain, name = "file.db"): Promise<string> {
  const path = join(folder, name);
  await writeBolt(path, contents(value));
  return path;
}

function using<T>(path: string, use: (file: ReturnType<typeof openBolt>) => T, limits = {}): T {
  const file = openBolt(path, { ...defaultLimits, ...limits });
  try {
    return use(file);
  } finally {
    file.close();
  }
}

const many = Object.fromEntries(
  Array.from({ length: 5000 }, (_, index) => [`CVE-${index}`, `value ${index}`]),
);

describe("what is written is read", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const key = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
  const { tree } = fc.letrec<{ tree: Plain }>((tie) => ({
    tree: fc.dictionary(
      key,
      fc.oneof(
        { maxDepth: 3 },
        { arbitrary: text, weight: 5 },
        {
          arbitrary: fc.integer({ min: 0, max: 12_000 }).map((size) => "x".repeat(size)),
          weight: 1,
        },
        { arbitrary: tie("tree"), weight: 2 },
      ),
      { maxKeys: 30, noNullPrototype: true },
    ) as fc.Arbitrary<Plain>,
  }));

  it("whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        expect(using(await written(value), ({ root }) => plain(root))).toEqual(
          plain(contents(value)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["nothing", {}],
    ["an empty bucket", { a: {} }],
    ["an empty value", { a: { b: "" } }],
    ["a value of many pages", { a: { b: "x".repeat(100_000), c: "y" } }],
    ["a bucket of many pages", { a: many }],
    ["many buckets", Object.fromEntries(Object.keys(many).map((name) => [name, { a: "b" }]))],
    ["buckets in buckets", { a: { b: { c: { d: { e: many } } } } }],
    ["a key of many pages", { ["k".repeat(20_000)]: { ["l".repeat(32_768)]: "m" } }],
  ] as [string, Plain][])("%s", async (_, value) => {
    expect(using(await written(value), ({ root }) => plain(root))).toEqual(value);
  });

  it("through a cache of any size, the smallest too", async () => {
    const path = await written({ a: many });
    const found = using(
      path,
      (file) => {
        const bucket = file.bucket("a");
        return Object.fromEntries(Object.keys(many).map((name) => [name, `${bucket?.get(name)}`]));
      },
      { databaseCacheBytes: 0 },
    );
    expect(found).toEqual(many);
  });

  it("again when it is copied", async () => {
    const value = { a: many, b: { c: { d: "e" } } };
    const path = await written(value);
    const copy = join(folder, "copy.db");
    const file = openBolt(path);
    await writeBolt(copy, file.root);
    file.close();
    expect(readFileSync(copy)).toEqual(readFileSync(path));
  });
});

describe("a bucket", () => {
  it("tells values, buckets and what is not there apart", async () => {
    const path = await written({ a: { value: "v", bucket: {} } });
    using(path, (file) => {
      const a = file.bucket("a");
      expect(`${a?.get("value")}`).toBe("v");
      expect(a?.bucket("bucket")).toBeDefined();
      for (const name of ["bucket", "none", "", "zzz"]) expect(a?.get(name)).toBeUndefined();
      for (const name of ["value", "none", "", "zzz"]) expect(a?.bucket(name)).toBeUndefined();
      expect(file.bucket("a", "bucket", "none")).toBeUndefined();
    });
  });

  it.each([
    [{ from: "CVE-4" }, (name: string) => name >= "CVE-4"],
    [{ from: "CVE-9999x" }, () => false],
    [{ from: "" }, () => true],
    [{ prefix: "CVE-12" }, (name: string) => name.startsWith("CVE-12")],
    [{ prefix: "" }, () => true],
    [{ prefix: "D" }, () => false],
  ])("lists %j in order", async (some, expected) => {
    const names = using(await written({ a: many }), (file) =>
      [...(file.bucket("a")?.entries(some) ?? [])].map(([key]) => `${key}`),
    );
    expect(names).toEqual(Object.keys(many).sort().filter(expected));
  });
});

describe("a file", () => {
  it("keeps being read while another takes its place", async () => {
    const path = await written({ a: many });
    const file = openBolt(path);
    renameSync(await written({ a: {} }, "next.db"), path);
    expect(plain(file.root)).toEqual({ a: many });
    file.close();
    expect(using(path, ({ root }) => plain(root))).toEqual({ a: {} });
  });

  it("is not there until it is whole, and leaves nothing behind", async () => {
    const path = join(folder, "torn.db");
    const torn = function* (): Generator<[Buffer, Buffer]> {
      for (let index = 0; index < 10_000; index++)
        yield [Buffer.from(`${10_000 + index}`), Buffer.alloc(500)];
      throw new Error("torn");
    };
    await expect(writeBolt(path, torn())).rejects.toThrow("torn");
    expect(readdirSync(folder).filter((name) => name.startsWith("torn"))).toEqual([]);
  });

  it.each([
    ["in disorder", ["b", "a"]],
    ["twice", ["a", "a"]],
    ["empty", [""]],
    ["too long", ["x".repeat(32_769)]],
  ])("takes no keys that are %s", async (_, keys) => {
    const entries = keys.map((key) => [Buffer.from(key), Buffer.alloc(0)] as const);
    await expect(writeBolt(join(folder, "keys.db"), entries)).rejects.toThrow(/key/);
  });

  it("says where it could not be written", async () => {
    await expect(writeBolt(join(folder, "none", "file.db"), [])).rejects.toMatchObject({
      code: "io",
      hint: expect.any(String),
    });
  });
});

const pageSize = 4096;

describe("a damaged file", () => {
  const readAll = (path: string) => using(path, ({ root }) => plain(root));
  /** Two levels of pages, a value that overflows, small and large buckets. */
  const value: Plain = { a: many, b: { c: { d: "e" }, f: "x".repeat(9000) } };

  it.each([
    ["absent", () => null, "database-missing"],
    ["in a folder that is a file", () => null, "database-missing", "file.db/file.db"],
    ["a folder", () => null, "io", "."],
    ["empty", () => Buffer.alloc(0), "database-corrupt"],
    ["short", () => Buffer.from("short"), "database-corrupt"],
    ["something else", () => Buffer.alloc(100_000, "text"), "database-corrupt"],
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), "database-corrupt"],
    ["cut inside its start", (bytes: Buffer) => bytes.subarray(0, 100), "database-corrupt"],
    ["without its start", (bytes: Buffer) => bytes.subarray(2 * pageSize), "database-corrupt"],
    [
      "without its pages' contents",
      (bytes: Buffer) => bytes.fill(0, 2 * pageSize),
      "database-corrupt",
    ],
  ] as [string, (bytes: Buffer) => Buffer | null, string, string?][])(
    "that is %s is told apart",
    async (_, damage, code, name = "damaged.db") => {
      const bytes = damage(readFileSync(await written(value)));
      const path = join(folder, name);
      if (bytes === null) rmSync(join(folder, "damaged.db"), { force: true });
      else writeFileSync(path, bytes);
      expect(() => readAll(path)).toThrow(expect.objectContaining({ code }));
      expect(() => readAll(path)).toThrow(expect.objectContaining({ hint: expect.any(String) }));
    },
  );

  it.each([
    [0, "first"],
    [1, "second"],
  ])("is read where its page %d is damaged: the other says the same", async (page) => {
    const bytes = readFileSync(await written(value));
    bytes.fill(0xff, page * pageSize, (page + 1) * pageSize);
    const path = join(folder, "damaged.db");
    writeFileSync(path, bytes);
    expect(readAll(path)).toEqual(value);
  });

  it("that is cut while it is read is damage, not a crash", async () => {
    const path = await written(value);
    using(path, ({ root }) => {
      truncateSync(path, 2 * pageSize);
      expect(() => plain(root)).toThrow(expect.objectContaining({ code: "database-corrupt" }));
    });
  });

  /** Where the ids of pages stand that hang in a branch, and of those that are a bucket's root. */
  function idsOf(bytes: Buffer): { branches: number[]; buckets: number[] } {
    const branches: number[] = [];
    const buckets: number[] = [];
    for (let page = 2 * pageSize; page < bytes.length; page += pageSize) {
      const kind = bytes.readUInt16LE(page + 8);
      const count = bytes.readUInt16LE(page + 10);
      for (let at = page + 16; at < page + 16 + count * 16; at += 16) {
        if (kind === 1) branches.push(at + 8);
        if (kind === 2 && bytes.readUInt32LE(at) === 1)
          buckets.push(at + bytes.readUInt32LE(at + 4) + bytes.readUInt32LE(at + 8));
      }
    }
    return { branches, buckets };
  }

  it("whose pages go in a circle, are used twice, or are none, is found out", async () => {
    const path = await written(value);
    const whole = readFileSync(path);
    const pages = whole.length / pageSize;
    const { branches, buckets } = idsOf(whole);
    expect([branches.length > 20, buckets.length > 2]).toEqual([true, true]);
    const changes = [
      ...branches.map((place) => [place, [1, 2, 3, pages - 2, pages - 1, pages, 2 ** 40]] as const),
      ...buckets.map((place) => [place, [1, 2, pages - 1, pages, 2 ** 40]] as const),
    ];
    for (const [place, ids] of changes) {
      for (const id of ids) {
        const bytes = Buffer.from(whole);
        if (bytes.readBigUInt64LE(place) === BigInt(id)) continue;
        bytes.writeBigUInt64LE(BigInt(id), place);
        writeFileSync(path, bytes);
        expect(() => readAll(path)).toThrow(expect.objectContaining({ code: "database-corrupt" }));
      }
    }
  });

  it("never hangs, and never fails otherwise than by saying so", async () => {
    const path = await written(value);
    const whole = readFileSync(path);
    const interesting = fc.constantFrom(0, 1, 2, 16, 0x7f, 0x80, 0xff);
    const flips = fc.array(
      fc.tuple(
        // Half of them at the start of a page, where all that counts stands.
        fc.oneof(
          fc.nat(whole.length - 1),
          fc
            .tuple(fc.nat(whole.length / pageSize - 1), fc.nat(80))
            .map(([page, at]) => page * pageSize + at),
        ),
        fc.oneof(fc.nat(255), interesting),
      ),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(flips, fc.option(fc.nat(whole.length)), (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        writeFileSync(path, length === null ? bytes : bytes.subarray(0, length));
        try {
          using(path, (file) => {
            plain(file.root);
            for (const name of ["a", "b"]) file.bucket(name)?.get("CVE-77");
          });
        } catch (cause) {
          if (!(cause instanceof PlimsollError)) throw cause;
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(["databaseBytes", "databasePageBytes"])("is read up to the limit %s", async (limit) => {
    const path = await written(value);
    expect(() => using(path, ({ root }) => plain(root), { [limit]: 4096 })).toThrow(
      expect.objectContaining({ code: "limit-exceeded", message: expect.stringContaining(limit) }),
    );
  });
});
