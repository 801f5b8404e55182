import { type FileBytes, partOf } from "../layer/file-bytes.ts";
import type { Executable, ExecutableLimits, Section, Segment } from "./executable.ts";
import { type Fields, fieldsOf, textAt } from "./fields.ts";

/** Where the fields lie in files of 32 and 64 bits, https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
const layouts = {
  narrow: {
    header: { size: 52, segments: 28, sections: 32, segmentCount: 44, sectionCount: 48, names: 50 },
    segment: { size: 32, flags: 24, offset: 4, address: 8, fileSize: 16 },
    section: { size: 40, address: 12, offset: 16, bytes: 20, link: 24 },
    symbol: { size: 16, address: 4, bytes: 8 },
  },
  wide: {
    header: { size: 64, segments: 32, sections: 40, segmentCount: 56, sectionCount: 60, names: 62 },
    segment: { size: 56, flags: 4, offset: 8, address: 16, fileSize: 32 },
    section: { size: 64, address: 16, offset: 24, bytes: 32, link: 40 },
    symbol: { size: 24, address: 8, bytes: 16 },
  },
} as const;
type Layout = (typeof layouts)["narrow" | "wide"];

type ElfSection = Section & { readonly type: number; readonly link: number };
type ElfSegment = Segment & { readonly flags: number };

const loaded = 1;
const symbolTable = 2;
const emptySection = 8;
const executableFlag = 1;
const writableFlag = 2;

export function readElf(file: FileBytes, limits: ExecutableLimits): Executable | null {
  const head = file.read(0, 64);
  const format = { wide: head[4] === 2, little: head[5] !== 2 };
  const layout = format.wide ? layouts.wide : layouts.narrow;
  if (head.length < layout.header.size) return null;
  const fieldsIn = (bytes: Buffer) => fieldsOf(bytes, format);
  const header = fieldsIn(head);
  const read = { file, layout, fieldsIn, header, limits };
  const segments = readSegments(read);
  const sections = readSections(read);
  const named = sections.find(({ name }) => name === ".go.buildinfo");
  // Without sections, as some packers leave a program, the first data that can be written.
  const data =
    sections.length > 0
      ? named
      : segments.find(({ flags }) => (flags & (executableFlag | writableFlag)) === writableFlag);
  return {
    file,
    sections,
    segments,
    goData: data ? { address: data.address, size: data.size } : null,
    symbolText: (wanted) => symbolTexts(read, sections, wanted),
  };
}

type Reading = {
  readonly file: FileBytes;
  readonly layout: Layout;
  readonly fieldsIn: (bytes: Buffer) => Fields;
  readonly header: Fields;
  readonly limits: ExecutableLimits;
};

function readSegments({ file, layout, fieldsIn, header, limits }: Reading): ElfSegment[] {
  const { segment } = layout;
  const count = Math.min(header.u16(layout.header.segmentCount), limits.executableParts);
  const table = file.read(header.word(layout.header.segments), count * segment.size);
  const fields = fieldsIn(table);
  const segments: ElfSegment[] = [];
  for (let at = 0; at + segment.size <= table.length; at += segment.size)
    if (fields.u32(at) === loaded)
      segments.push({
        flags: fields.u32(at + segment.flags),
        address: fields.word(at + segment.address),
        offset: fields.word(at + segment.offset),
        size: fields.word(at + segment.fileSize),
      });
  return segments;
}

function readSections({ file, layout, fieldsIn, header, limits }: Reading): ElfSection[] {
  const { section } = layout;
  const start = header.word(layout.header.sections);
  if (start === 0) return [];
  const first = file.read(start, section.size);
  if (first.length < section.size) return [];
  const firstFields = fieldsIn(first);
  // Where there are too many for the header, the first section tells.
  const told = header.u16(layout.header.sectionCount) || firstFields.word(section.bytes);
  const toldNames = header.u16(layout.header.names);
  const namesIndex = toldNames === 0xffff ? firstFields.u32(section.link) : toldNames;
  const table = file.read(start, Math.min(told, limits.executableParts) * section.size);
  const fields = fieldsIn(table);
  const count = Math.floor(table.length / section.size);
  if (namesIndex >= count) return [];
  const namesAt = namesIndex * section.size;
  const names = file.read(
    fields.word(namesAt + section.offset),
    Math.min(fields.word(namesAt + section.bytes), limits.executableInfoBytes),
  );
  return Array.from({ length: count }, (_, index) => {
    const at = index * section.size;
    const type = fields.u32(at + 4);
    return {
      name: textAt(names, fields.u32(at), 64),
      type,
      address: fields.word(at + section.address),
      offset: fields.word(at + section.offset),
      size: type === emptySection ? 0 : fields.word(at + section.bytes),
      link: fields.u32(at + section.link),
    };
  });
}

/** Texts that symbols of these names stand for. */
function symbolTexts(
  { file, layout, fieldsIn, limits }: Reading,
  sections: readonly ElfSection[],
  wanted: (name: string) => boolean,
): Map<string, string> {
  const texts = new Map<string, string>();
  const table = sections.find(({ type }) => type === symbolTable);
  const names = table && sections[table.link];
  if (!table || !names || table.size + names.size > limits.executableSymbolBytes) return texts;
  const wantedNames = namesIn(file.read(names.offset, names.size), wanted);
  if (wantedNames.size === 0) return texts;
  const { symbol } = layout;
  const step = 8192 * symbol.size;
  for (let from = 0; from < table.size; from += step) {
    const piece = file.read(table.offset + from, Math.min(step, table.size - from));
    const fields = fieldsIn(piece);
    for (let at = 0; at + symbol.size <= piece.length; at += symbol.size) {
      const name = wantedNames.get(fields.u32(at));
      if (name === undefined) continue;
      const address = fields.word(at + symbol.address);
      const home = sections.find(
        (one) => one.address > 0 && one.address <= address && address < one.address + one.size,
      );
      if (!home) continue;
      const length = Math.min(fields.word(at + symbol.bytes), 256);
      const text = partOf(file, home.offset, home.size).read(address - home.address, length);
      texts.set(name, textAt(text, 0));
    }
    if (piece.length === 0) break;
  }
  return texts;
}

/** By where they start. */
function namesIn(names: Buffer, wanted: (name: string) => boolean): Map<number, string> {
  const found = new Map<number, string>();
  const end = Buffer.from(".str\0");
  for (let at = names.indexOf(end); at >= 0; at = names.indexOf(end, at + end.length)) {
    const start = names.lastIndexOf(0, at) + 1;
    const name = names.toString("latin1", start, at + end.length - 1);
    if (name.length <= 1024 && wanted(name)) found.set(start, name);
  }
  return found;
}
