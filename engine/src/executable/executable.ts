import type { FileBytes } from "../layer/file-bytes.ts";
import type { Limits } from "../limits.ts";
import { readElf } from "./elf.ts";
import { isFatMachO, readMachO } from "./mach-o.ts";
import { readPe } from "./pe.ts";
import { readWasm } from "./wasm.ts";

/** A program or library of any system, as far as its linker's tables tell. Addresses are those of the running program. */
export type Executable = {
  readonly file: FileBytes;
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  /** Where Go's linker puts what it says about the build. */
  readonly goData: { readonly address: number; readonly size: number } | null;
  /** Values of symbols by name; only ELF's are read. */
  symbolText?(wanted: (name: string) => boolean): Map<string, string>;
};

export type Section = {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
};

export type Segment = {
  readonly address: number;
  readonly offset: number;
  /** In the file. */
  readonly size: number;
};

export type ExecutableLimits = Pick<
  Limits,
  "executableParts" | "executableInfoBytes" | "executableSymbolBytes"
>;

/** Needed to tell an executable. */
export const executableHeadBytes = 32;

const formats: readonly {
  magic(head: Buffer): boolean;
  read(file: FileBytes, limits: ExecutableLimits): Executable | null;
}[] = [
  {
    // Programs and libraries; object files and kernel modules have no modules.
    magic: (head) =>
      head.readUInt32BE(0) === 0x7f454c46 &&
      [2, 3].includes(head[5] === 2 ? head.readUInt16BE(16) : head.readUInt16LE(16)),
    read: readElf,
  },
  { magic: (head) => head.readUInt16BE(0) === 0x4d5a, read: readPe },
  {
    magic: (head) =>
      [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(head.readUInt32BE(0)) ||
      isFatMachO(head),
    read: readMachO,
  },
  {
    // Modules of version 1; components have another.
    magic: (head) => head.readUInt32BE(0) === 0x0061736d && head.readUInt32LE(4) === 1,
    read: readWasm,
  },
];

export function isExecutable(head: Buffer): boolean {
  return head.length >= executableHeadBytes && formats.some(({ magic }) => magic(head));
}

/** Null when its tables do not describe one. */
export function openExecutable(file: FileBytes, limits: ExecutableLimits): Executable | null {
  const head = file.read(0, executableHeadBytes);
  if (head.length < executableHeadBytes) return null;
  return formats.find(({ magic }) => magic(head))?.read(file, limits) ?? null;
}

export function sectionNamed({ sections }: Executable, ...names: string[]): Section | null {
  return sections.find(({ name }) => names.includes(name)) ?? null;
}

/** What lies at an address, up to its segment's end; nothing where the file has nothing for it. */
export function readAddress({ file, segments }: Executable, address: number, length: number) {
  const segment = segments.find(
    (one) => one.address <= address && address < one.address + one.size,
  );
  if (!segment) return Buffer.alloc(0);
  const into = address - segment.address;
  return file.read(segment.offset + into, Math.min(length, segment.size - into));
}
