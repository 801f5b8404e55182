import { describe, expect, it } from "vitest";
import { read } from "../../../test/read-file.ts";

/** Without compression. */
function storedZip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    for (const [header, at] of [
      [local, 18],
      [central, 20],
    ] as const) {
      header.writeUInt32LE(content.length, at);
      header.writeUInt32LE(content.length, at + 4);
      header.writeUInt16LE(name.length, at + 8);
    }
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name + content));
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(locals.length / 2, 8);
  end.writeUInt16LE(locals.length / 2, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe("Python's licences", () => {
  const licenses = (...lines: string[]) =>
    read(
      "x/a-1.dist-info/METADATA",
      `${["Metadata-Version: 2.4", "Name: a", "Version: 1", ...lines].join("\n")}\n\nLicense: not-this\n`,
    ).packages?.[0]?.licenses;

  it.each([
    [["License-Expression: MIT OR Apache-2.0", "License: x"], ["MIT OR Apache-2.0"]],
    [["License: x", "Classifier: License :: OSI Approved :: MIT License"], ["MIT"]],
    [["License: BSD-3-Clause", "Classifier: License :: OSI Approved"], ["BSD-3-Clause"]],
    [["License: UNKNOWN"], []],
    [
      [
        "Classifier: Topic :: Utilities",
        "Classifier: License :: OSI Approved :: Apache Software License",
        "Classifier: License :: OSI Approved :: BSD License",
      ],
      ["Apache-2.0", "BSD License"],
    ],
  ])("%j", (lines, expected) => {
    expect(licenses(...lines)).toEqual(expected);
  });
});

describe("an egg", () => {
  const path = "usr/lib/python3/site-packages/a-1.0-py3.9.egg";

  it("has its metadata inside", () => {
    const egg = storedZip({
      "a/x.py": "",
      "EGG-INFO/PKG-INFO": "Name: a\nVersion: 1.0\nLicense: MIT\n",
    });
    expect(read(path, egg).packages).toMatchObject([
      { type: "pypi", name: "a", version: "1.0", licenses: ["MIT"] },
    ]);
  });

  it("that has none, or is none, is told", () => {
    expect(() => read(path, storedZip({ x: "" }))).toThrow("an egg without metadata");
    expect(() => read(path, "x".repeat(100))).toThrow("no zip archive");
  });
});
