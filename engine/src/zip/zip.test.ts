import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Member, member, zip } from "../../test/build-zip.ts";
import { bufferBytes } from "../layer/file-bytes.ts";
import { defaultLimits } from "../limits.ts";
import { unpackWhole } from "./unpack.ts";
import { openZip } from "./zip.ts";

const open = (bytes: Buffer, limits = {}) =>
  openZip(bufferBytes(bytes), { ...defaultLimits, ...limits });

function contents(bytes: Buffer): [string, string][] {
  const archive = open(bytes);
  return [...archive.entries()].map((entry) => [
    entry.name,
    unpackWhole(archive, entry, 1_000_000).toString(),
  ]);
}

const members = [member("a.txt", "alpha"), member("dir/b", "beta".repeat(9000), { method: 0 })];
const plain: [string, string][] = [
  ["a.txt", "alpha"],
  ["dir/b", "beta".repeat(9000)],
];

describe("an archive is read", () => {
  it.each<[string, Buffer]>([
    ["as it is", zip(members)],
    ["with a comment", zip(members, { comment: "made by hand" })],
    [
      "behind a shell script",
      zip(members, { prefix: Buffer.from("#!/bin/sh\nexec java -jar $0\n") }),
    ],
    [
      "with numbers of 64 bits",
      zip(
        members.map((one) => ({ ...one, wide: true })),
        { wide: true },
      ),
    ],
    [
      "with numbers of 64 bits behind a script",
      zip(
        members.map((one) => ({ ...one, wide: true })),
        { wide: true, prefix: Buffer.from("#!") },
      ),
    ],
    ["with a wrong count", zip(members, { entries: 7 })],
  ])("%s", (_, bytes) => {
    expect(contents(bytes)).toEqual(plain);
  });

  it("empty", () => {
    expect(contents(zip([]))).toEqual([]);
  });

  it("with a name twice", () => {
    expect(contents(zip([member("a", "1"), member("a", "2")]))).toEqual([
      ["a", "1"],
      ["a", "2"],
    ]);
  });
});

describe("a member is refused", () => {
  it.each<[string, Member, RegExp]>([
    ["encrypted", member("a", "x", { encrypted: true }), /encrypted/],
    ["of an odd method", member("a", "x", { method: 9 }), /method that is not read \(9\)/],
    ["elsewhere", member("a", "x", { offset: 3 }), /not where/],
    ["beyond the end", member("a", "x", { offset: 2 ** 31 }), /not where/],
    ["longer than the file", member("a", "x", { storedSize: 2 ** 31 }), /longer than the archive/],
    ["damaged", member("a", "\xff\xff\xff", { method: 0, size: 3 }), /damaged/],
    ["a bomb", member("a", Buffer.alloc(5_000_000)), /unpacks to more than 1000000/],
    ["cut short", member("a", "x".repeat(999), { storedSize: 4 }), /damaged/],
  ])("when it is %s", (_, made, message) => {
    let bytes = zip([made]);
    // Stored bytes under the name of a compressed member.
    if (made.content === "\xff\xff\xff") {
      bytes = Buffer.from(bytes);
      bytes.writeUInt16LE(8, bytes.lastIndexOf("PK\x01\x02") + 10);
    }
    expect(() => contents(bytes)).toThrow(message);
  });
});

it.each<[string, Buffer, RegExp]>([
  ["nothing", Buffer.alloc(0), /no zip/],
  ["text", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), /no zip/],
  ["only half of it", zip(members).subarray(0, 200), /no zip/],
  ["its end alone", zip(members).subarray(-22), /not where its end says/],
])("no archive: %s", (_, bytes, message) => {
  expect(() => contents(bytes)).toThrow(message);
});

it("gives the good members before a damaged one, and no more than are read", () => {
  const bytes = zip([member("a", "1"), member("b", "2")]);
  bytes.write("XX", bytes.lastIndexOf("PK\x01\x02"));
  const names: string[] = [];
  expect(() => {
    for (const { name } of open(bytes).entries()) names.push(name);
  }).toThrow("directory is damaged");
  expect(names).toEqual(["a"]);
  expect(() => [...open(zip(members), { zipEntries: 1 }).entries()]).toThrow("limit zipEntries");
});

it("damaged in any way it gives members or an error, never more than it may", () => {
  const base = zip(
    members.map((one) => ({ ...one, wide: true })),
    { wide: true },
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 12 }),
      fc.nat(base.length),
      (changes, length) => {
        const bytes = Buffer.from(base.subarray(0, length % 3 === 0 ? length : base.length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          const archive = open(bytes);
          for (const entry of archive.entries())
            expect(unpackWhole(archive, entry, 100_000).length).toBeLessThanOrEqual(100_000);
        } catch (error) {
          expect((error as Error).message).toMatch(
            /archive|zip|unpacks|method|encrypted|data|member/,
          );
        }
      },
    ),
    { numRuns: 500 },
  );
});
