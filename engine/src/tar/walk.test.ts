import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { type Entry, pax, tar, tarEntry } from "../../test/build-image.ts";
import { defaultLimits } from "../limits.ts";
import type { TarEntry } from "./header.ts";
import { createTarWalk } from "./walk.ts";

function walk(bytes: Buffer, chunk = bytes.length) {
  const seen: (TarEntry & { data: string })[] = [];
  const reader = createTarWalk({
    code: "layer-invalid",
    limits: defaultLimits,
    onEntry(entry) {
      const one = { ...entry, data: "" };
      seen.push(one);
      return {
        write: (piece) => {
          one.data += piece.toString("latin1");
        },
        end: () => {},
      };
    },
  });
  for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk));
  reader.end();
  return seen;
}

const names = (entries: readonly Entry[]) => walk(tar(entries)).map(({ name }) => name);

describe("a tar that streams by", () => {
  it("gives the same entries wherever the stream is cut", () => {
    const bytes = tar([
      { name: "a", content: "x".repeat(700) },
      pax({ path: `deep/${"n".repeat(300)}` }),
      { name: "short", content: "y" },
      { name: "d/", flag: "5" },
      { name: "empty" },
    ]);
    const whole = walk(bytes);
    expect(whole.map(({ name }) => name.slice(0, 10))).toEqual(["a", "deep/nnnnn", "d/", "empty"]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1600 }), (chunk) => {
        expect(walk(bytes, chunk)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("reads what another writer wrote", async () => {
    const writer = pack();
    const long = `${"folder/".repeat(30)}${"ü".repeat(60)}`;
    writer.entry({ name: long }, "content");
    writer.entry({ name: "link", type: "symlink", linkname: long });
    writer.finalize();
    const [first, second] = walk(await buffer(writer));
    expect(first).toMatchObject({ name: long, type: "file", data: "content" });
    expect(second).toMatchObject({ name: "link", type: "symlink", linkName: long });
  });

  it.each<[string, Entry[], string[]]>([
    [
      "a GNU long name",
      [{ name: "././@LongLink", flag: "L", content: `${"l".repeat(200)}\0` }, { name: "cut" }],
      ["l".repeat(200)],
    ],
    [
      "the ustar prefix",
      [{ name: "name", patch: (header) => header.write("some/prefix", 345) }],
      ["some/prefix/name"],
    ],
    ["bytes that are no UTF-8", [{ name: Buffer.from([0x61, 0xff, 0xfe]) }], ["a\u00ff\u00fe"]],
    [
      "a global PAX record, which runtimes pass over",
      [{ ...pax({ path: "evil" }), flag: "g" }, { name: "good" }],
      ["good"],
    ],
  ])("takes a name from %s", (_, entries, expected) => {
    expect(names(entries)).toEqual(expected);
  });

  it("takes no data after a link, whatever size its header gives", () => {
    expect(names([{ name: "l", flag: "1", link: "a", size: 5000 }, { name: "next" }])).toEqual([
      "l",
      "next",
    ]);
  });

  it("reads a size in base 256", () => {
    const entry = {
      name: "big",
      content: "12345",
      patch: (header: Buffer) => {
        header.fill(0, 124, 136);
        header[124] = 0x80;
        header[135] = 5;
      },
    };
    expect(walk(tar([entry, { name: "next" }])).map(({ size }) => size)).toEqual([5, 0]);
  });

  it("passes over an old GNU sparse file with its map's blocks", () => {
    const sparse: Entry = {
      name: "hole",
      flag: "S",
      size: 3,
      patch: (header) => {
        header[482] = 1;
      },
    };
    const more = Buffer.alloc(512);
    more[504] = 1;
    const bytes = Buffer.concat([
      tarEntry(sparse),
      more,
      Buffer.alloc(512),
      Buffer.from("abc".padEnd(512, "\0")),
      tar([{ name: "next" }]),
    ]);
    expect(walk(bytes).map(({ name, sparse, data }) => [name, sparse, data])).toEqual([
      ["hole", true, "abc"],
      ["next", false, ""],
    ]);
  });

  it("ends at two empty blocks, so that nothing hides behind them", () => {
    expect(
      walk(Buffer.concat([tar([{ name: "a" }]), tar([{ name: "b" }])])).map(({ name }) => name),
    ).toEqual(["a"]);
  });

  it("needs no empty blocks at its end", () => {
    expect(walk(tarEntry({ name: "a", content: "b" }))).toHaveLength(1);
  });

  const damaged = tar([{ name: "a", content: "b" }]);
  damaged[0] = 0x7a;
  it.each<[string, Buffer, string]>([
    [
      "cut in its data",
      tarEntry({ name: "a", content: "x".repeat(900) }).subarray(0, 700),
      "layer-invalid",
    ],
    ["cut in a header", tarEntry({ name: "a" }).subarray(0, 300), "layer-invalid"],
    ["with a wrong checksum", damaged, "layer-invalid"],
    ["that is no tar", Buffer.alloc(1024, 0x41), "layer-invalid"],
    [
      "with a hole",
      Buffer.concat([tarEntry({ name: "a" }), Buffer.alloc(512), tarEntry({ name: "b" })]),
      "layer-invalid",
    ],
    [
      "with a damaged PAX record",
      tar([{ name: "x", flag: "x", content: "99 path=a\n" }, { name: "a" }]),
      "layer-invalid",
    ],
    [
      "with a negative size",
      tar([{ name: "a", patch: (header) => header.fill(0xff, 124, 136) }]),
      "layer-invalid",
    ],
    ["with an endless name", tar([{ name: "x", flag: "L", size: 2 ** 21 }]), "limit-exceeded"],
  ])("is refused when it is %s", (_, bytes, code) => {
    expect(() => walk(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
