import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elf, goInfo, goPointers, machO, pe, wasm } from "../../../test/build-executable.ts";
import { executables } from "./executables.ts";

const packagesOf = (program: Buffer, limits = {}) => {
  if (!executables.accepts?.(program.subarray(0, 32))) return null;
  return (executables.read(program, "x", limits as never).packages ?? []).map(
    ({ type, name, version }) => `${type} ${name} ${version}`,
  );
};

const modules = [
  "path\texample.com/app/cmd/app",
  "mod\texample.com/app\tv1.4.0\th1:x=",
  "dep\tgolang.org/x/text\tv0.3.0\th1:y=",
  "dep\trsc.io/quote\tv1.5.2",
  "=>\texample.com/fork\tv1.5.9\th1:z=",
  "build\t-compiler=gc",
].join("\n");
const expected = [
  "golang stdlib v1.21.3",
  "golang golang.org/x/text v0.3.0",
  "golang example.com/fork v1.5.9",
  "golang example.com/app v1.4.0",
];
const info = goInfo("go1.21.3", modules);
const section = (content: Buffer) => [{ name: ".go.buildinfo", content }];

const cut = (program: Buffer, length: number) =>
  program.subarray(0, program.indexOf(Buffer.from("\xff Go", "latin1")) + length);

describe("a Go program's modules", () => {
  const shapes = [true, false].flatMap((wide) => [true, false].map((little) => ({ wide, little })));

  it.each(shapes)("from ELF: %j", (shape) => {
    expect(packagesOf(elf(section(info), shape))).toEqual(expected);
  });

  it.each(shapes)("by pointers, as before Go 1.18: %j", (shape) => {
    const base = 0x400000;
    const at = base + 16 * Math.ceil((shape.wide ? 64 + 56 : 52 + 32) / 16);
    const blob = goPointers("go1.21.3", modules, at, shape);
    expect(packagesOf(elf(section(blob), { ...shape, base }))).toEqual(expected);
  });

  it.each(shapes)("from Mach-O: %j", (shape) => {
    expect(packagesOf(machO("__go_buildinfo", info, shape))).toEqual(expected);
    expect(packagesOf(machO("__data", info, shape))).toEqual(expected);
  });

  it("from a fat Mach-O's first program", () => {
    const own = machO("__go_buildinfo", info, { wide: true, little: true });
    const head = Buffer.alloc(64);
    head.writeUInt32BE(0xcafebabe, 0);
    head.writeUInt32BE(1, 4);
    head.writeUInt32BE(64, 16);
    head.writeUInt32BE(own.length, 20);
    expect(packagesOf(Buffer.concat([head, own]))).toEqual(expected);
  });

  it("from PE, somewhere in the data", () => {
    expect(packagesOf(pe(".data", Buffer.concat([Buffer.alloc(4096, 255), info])))).toEqual(
      expected,
    );
  });

  it("from a library, and from a program without a table of sections", () => {
    expect(packagesOf(elf(section(info), { type: 3 }))).toEqual(expected);
    expect(packagesOf(elf(section(info), { tables: false }))).toEqual(expected);
  });

  it.each<[string, Buffer]>([
    ["no Go", elf([{ name: ".text", content: Buffer.alloc(64) }])],
    // The magic in a program that reads such programs is none of its own.
    ["Go's magic in other data", elf([{ name: ".rodata", content: info }])],
    ["a file that ends in the text", cut(elf(section(info)), 36)],
    ["only the magic", elf(section(Buffer.from("\xff Go buildinf:", "latin1")))],
    [
      "a length that no file has",
      elf(section(Buffer.concat([info.subarray(0, 32), Buffer.alloc(10, 255)]))),
    ],
  ])("none: %s", (_, program) => {
    expect(packagesOf(program)).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ["an object file", elf(section(info), { type: 1 })],
    ["a Java class", Buffer.concat([Buffer.from("cafebabe00000034", "hex"), Buffer.alloc(99)])],
    ["a script", Buffer.from("#!/bin/sh\necho this is long enough to be told\n")],
  ])("not asked for in %s", (_, file) => {
    expect(packagesOf(file)).toBeNull();
  });
});

describe("versions of Go", () => {
  it.each([
    ["go1.22.3 X:boringcrypto", "v1.22.3"],
    ["go1.26.0-X:nodwarf5", "v1.26.0"],
    ["go1.19.9 (Red Hat 1.19.9-2.el9_2)", "v1.19.9"],
    ["go1.20.12-fips", "v1.20.12"],
    ["go1.18rc1", "v1.18rc1"],
    ["go1.22", "v1.22"],
    ["devel go1.23-abcdef Mon Jan 1", "(devel)"],
  ])("%s: %s", (told, version) => {
    expect(packagesOf(elf(section(goInfo(told, ""))))).toEqual([`golang stdlib ${version}`]);
  });
});

describe("the main module's version", () => {
  const of = (version: string, flags: string | null, more = "") =>
    packagesOf(
      elf(
        section(
          goInfo(
            "go1.21.3",
            `mod\texample.com/app\t${version}\t${flags === null ? "" : `\nbuild\t-ldflags=${flags}`}${more}`,
          ),
        ),
      ),
    )?.at(-1);

  it.each([
    ["v1.2.3", '"-X main.version=9.9.9"', "v1.2.3"],
    ["(devel)", '"-X main.version=v1.2.3 -s -w"', "v1.2.3"],
    ["(devel)", '"-s -w -X=main.version=1.2.3"', "1.2.3"],
    ["(devel)", `"-X 'main.version=1.2.3'"`, "1.2.3"],
    ["(devel)", '"-X \\"main.version=1.2.3\\""', "1.2.3"],
    ["(devel)", "-X=main.Version=v2.0.0-rc.1", "v2.0.0-rc.1"],
    ["v0.0.0-20230101000000-abcdefabcdef", '"-X main.version=v1.2.3"', "v1.2.3"],
    ["v1.2.4-0.20230101000000-abcdefabcdef+dirty", '"-X main.version=v1.2.3"', "v1.2.3"],
    ["v0.0.0-20230101000000-abcdefabcdef", null, "v0.0.0-20230101000000-abcdefabcdef"],
    [
      "(devel)",
      '"-X main.version=1.0.0 -X example.com/app/cmd/app/build.version=2.0.0 -X x/y.version=3.0.0"',
      "2.0.0",
    ],
    ["(devel)", '"-X main.version=1.0.0 -X example.com/lib/other.version=3.0.0"', "1.0.0"],
    ["(devel)", '"-X main.version=1.0.0 -X x/common.version=2.0.0"', "(devel)"],
    ["(devel)", '"-X main.version=1.0.0 -X x/common.version=1.0.0"', "1.0.0"],
    ["(devel)", '"-X main.version=latest -X main.commit=1.2.3"', "(devel)"],
    ["(devel)", null, "(devel)"],
  ])("%s with flags %s: %s", (version, flags, wanted) => {
    expect(of(version, flags)).toBe(`golang example.com/app ${wanted}`);
  });

  it("is that of the module which stands in its place; a folder has none", () => {
    expect(of("v1.0.0", null, "\ndep\ta.org/b\tv1.0.0\n=>\t../b\t")).toContain("example.com/app");
    expect(
      packagesOf(
        elf(section(goInfo("go1.21.3", "dep\ta.org/b\tv1.0.0\n=>\t./b\t\ndep\t\t(devel)"))),
      ),
    ).toEqual(["golang stdlib v1.21.3", "golang a.org/b (devel)"]);
  });

  it("is found among the symbols where the flags are hidden", () => {
    const value = Buffer.from("v3.2.1\0");
    const names = Buffer.from("\0main.version.str\0main.other.str\0");
    const symbol = Buffer.alloc(24);
    symbol.writeUInt32LE(1, 0);
    symbol.writeBigUInt64LE(0x900000n, 8);
    symbol.writeBigUInt64LE(6n, 16);
    const program = elf([
      { name: ".go.buildinfo", content: goInfo("go1.21.3", "mod\texample.com/app\t(devel)\t") },
      { name: ".data", content: value, address: 0x900000 },
      { name: ".symtab", content: symbol, address: 0, type: 2, link: 4 },
      { name: ".strtab", content: names, address: 0, type: 3 },
    ]);
    expect(packagesOf(program)).toContain("golang example.com/app v3.2.1");
    expect(packagesOf(program, { executableSymbolBytes: 10 })).toContain(
      "golang example.com/app (devel)",
    );
  });
});

describe("a Rust program's crates", () => {
  const crates = {
    packages: [
      { name: "app", version: "0.1.0", source: "local", root: true },
      { name: "cc", version: "1.0.0", source: "crates.io", kind: "build" },
      { name: "time", version: "0.1.43", source: "crates.io" },
      { name: "no-version" },
    ],
  };
  const packed = deflateSync(JSON.stringify(crates));
  const madeName = { name: "name", content: Buffer.alloc(300) };

  it("from no component of WebAssembly, nor from a module that is cut off", () => {
    const whole = wasm([madeName, { name: ".dep-v0", content: packed }]);
    expect(
      packagesOf(Buffer.concat([Buffer.from("\0asm\x0d\0\x01\0", "latin1"), whole])),
    ).toBeNull();
    expect(packagesOf(whole.subarray(0, 200))).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ["ELF", elf([{ name: ".dep-v0", content: packed }])],
    ["PE", pe(".dep-v0", packed)],
    ["Mach-O", machO(".dep-v0", packed, { wide: true, little: true })],
    ["WebAssembly", wasm([madeName, { name: ".dep-v0", content: packed }])],
  ])("from %s, without what only builds it", (_, program) => {
    expect(packagesOf(program)).toEqual(["cargo app 0.1.0", "cargo time 0.1.43"]);
  });

  it.each<[string, Buffer, object, RegExp]>([
    ["damaged", Buffer.from("not zlib"), {}, /damaged/],
    [
      "too large once unpacked",
      deflateSync(Buffer.alloc(100_000)),
      { executableInfoBytes: 50_000 },
      /limit executableInfoBytes/,
    ],
    ["too large as it is", packed, { executableInfoBytes: 20 }, /limit executableInfoBytes/],
    ["no JSON", deflateSync("[1"), {}, /no JSON/],
  ])("refused when %s", (_, content, limits, message) => {
    expect(() => packagesOf(elf([{ name: ".dep-v0", content }]), limits)).toThrow(message);
  });
});

it("no damaged program brings the reader down or to great lengths", () => {
  const programs = [
    elf([...section(info), { name: ".dep-v0", content: deflateSync("{}") }]),
    elf(section(info), { wide: false, little: false }),
    pe(".data", info),
    machO("__go_buildinfo", info, { wide: true, little: true }),
    wasm([{ name: ".dep-v0", content: deflateSync("{}") }]),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...programs),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 20 }),
      fc.nat(1200),
      (program, changes, length) => {
        const bytes = Buffer.from(program.subarray(0, Math.max(length, 64)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const started = performance.now();
        try {
          expect(packagesOf(bytes)?.length ?? 0).toBeLessThan(10_000);
        } catch (error) {
          expect((error as Error).message).toMatch(/list of crates/);
        }
        expect(performance.now() - started).toBeLessThan(1000);
      },
    ),
    { numRuns: 1000 },
  );
});

const go = ["/usr/local/go/bin/go", "go"].find((command) => {
  try {
    return execFileSync(command, ["version"], { stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
});

it.runIf(go)(
  "a real program, built here, says which compiler and which version it is",
  { timeout: 120_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-go-"));
    try {
      writeFileSync(join(folder, "go.mod"), "module example.com/real\n");
      writeFileSync(
        join(folder, "main.go"),
        'package main\n\nvar version = "?"\n\nfunc main() { println(version) }\n',
      );
      const built = (output: string, environment: object, ...flags: string[]) => {
        execFileSync(go ?? "", ["build", "-buildvcs=false", "-o", output, ...flags, "."], {
          cwd: folder,
          stdio: "pipe",
          env: {
            ...process.env,
            GOFLAGS: "",
            GOPROXY: "off",
            GOTOOLCHAIN: "local",
            CGO_ENABLED: "0",
            ...environment,
          },
        });
        return packagesOf(readFileSync(join(folder, output)));
      };
      const version = execFileSync(go ?? "", ["env", "GOVERSION"], { encoding: "utf8" });
      const stdlib = `golang stdlib v${/go(\d+(\.\d+)*)/.exec(version)?.[1]}`;
      expect(built("flags", {}, "-ldflags", "-X main.version=v1.2.3 -s -w")).toEqual([
        stdlib,
        "golang example.com/real v1.2.3",
      ]);
      expect(built("symbols", {}, "-trimpath", "-ldflags", "-X main.version=v1.2.4")).toEqual([
        stdlib,
        "golang example.com/real v1.2.4",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
