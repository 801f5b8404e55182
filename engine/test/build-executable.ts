/** Small programs with what a test wants to be in them. */

export type MadeSection = {
  readonly name: string;
  readonly content: Buffer;
  readonly address?: number;
  /** ELF's kind of section: 1 is data, 2 symbols, 3 names. */
  readonly type?: number;
  readonly link?: number;
};

export type Shape = { readonly wide: boolean; readonly little: boolean };

/** An ELF with one segment that holds all its sections; addresses are offsets plus `base`. */
export function elf(
  sections: readonly MadeSection[],
  { wide = true, little = true, type = 2, tables = true, base = 0x400000 } = {},
): Buffer {
  const header = wide ? 64 : 52;
  const segmentBytes = wide ? 56 : 32;
  const sectionBytes = wide ? 64 : 40;
  const names = Buffer.from(`\0${[...sections.map(({ name }) => name), ".names"].join("\0")}\0`);
  const all: MadeSection[] = [...sections, { name: ".names", content: names, type: 3 }];
  const writer = writerOf({ wide, little });
  const parts: Buffer[] = [];
  let at = header + segmentBytes;
  const places = all.map(({ content }) => {
    const padding = (16 - (at % 16)) % 16;
    parts.push(Buffer.alloc(padding), content);
    const offset = at + padding;
    at = offset + content.length;
    return offset;
  });
  const table = [{ name: "", content: Buffer.alloc(0), type: 0 }, ...all].map((one, index) => {
    const offset = places[index - 1] ?? 0;
    const bytes = Buffer.alloc(sectionBytes);
    writer.u32(bytes, 0, one.name ? names.indexOf(`\0${one.name}\0`) + 1 : 0);
    writer.u32(bytes, 4, one.type ?? 1);
    writer.word(bytes, wide ? 16 : 12, one.name ? (one.address ?? base + offset) : 0);
    writer.word(bytes, wide ? 24 : 16, offset);
    writer.word(bytes, wide ? 32 : 20, one.content.length);
    writer.u32(bytes, wide ? 40 : 24, one.link ?? 0);
    return bytes;
  });
  const head = Buffer.alloc(header + segmentBytes);
  head.write("\x7fELF", "latin1");
  head[4] = wide ? 2 : 1;
  head[5] = little ? 1 : 2;
  head[6] = 1;
  writer.u16(head, 16, type);
  writer.u32(head, 20, 1);
  writer.u16(head, wide ? 54 : 42, segmentBytes);
  writer.u16(head, wide ? 58 : 46, sectionBytes);
  writer.word(head, wide ? 32 : 28, header);
  writer.word(head, wide ? 40 : 32, tables ? at : 0);
  writer.u16(head, wide ? 56 : 44, 1);
  writer.u16(head, wide ? 60 : 48, tables ? table.length : 0);
  writer.u16(head, wide ? 62 : 50, tables ? table.length - 1 : 0);
  writer.u32(head, header, 1);
  writer.u32(head, header + (wide ? 4 : 24), 6);
  writer.word(head, header + (wide ? 16 : 8), base);
  writer.word(head, header + (wide ? 32 : 16), at);
  return Buffer.concat([head, ...parts, ...(tables ? table : [])]);
}

/** A Windows program with one data section. */
export function pe(name: string, content: Buffer, address = 0x1000): Buffer {
  const head = Buffer.alloc(0x40 + 24 + 240 + 40);
  head.write("MZ");
  head.writeUInt32LE(0x40, 60);
  head.write("PE\0\0", 0x40);
  head.writeUInt16LE(0x8664, 0x40 + 4);
  head.writeUInt16LE(1, 0x40 + 6);
  head.writeUInt16LE(240, 0x40 + 20);
  head.writeUInt16LE(0x20b, 0x40 + 24);
  head.writeBigUInt64LE(0x140000000n, 0x40 + 48);
  const section = 0x40 + 24 + 240;
  head.write(name, section);
  head.writeUInt32LE(content.length, section + 8);
  head.writeUInt32LE(address, section + 12);
  head.writeUInt32LE(content.length, section + 16);
  head.writeUInt32LE(head.length, section + 20);
  head.writeUInt32LE(0xc0000040, section + 36);
  return Buffer.concat([head, content]);
}

/** A WebAssembly module with an empty section of types, and these of its compiler's own. */
export function wasm(sections: readonly Pick<MadeSection, "name" | "content">[]): Buffer {
  const custom = sections.map(({ name, content }) => {
    const body = Buffer.concat([leb128(name.length), Buffer.from(name), content]);
    return Buffer.concat([Buffer.of(0), leb128(body.length), body]);
  });
  return Buffer.concat([Buffer.from("\0asm\x01\0\0\0\x01\x01\0", "latin1"), ...custom]);
}

/** In five bytes, as linkers leave room for them. */
function leb128(value: number): Buffer {
  return Buffer.from(
    Array.from(
      { length: 5 },
      (_, n) => (Math.floor(value / 2 ** (7 * n)) & 0x7f) | (n < 4 ? 0x80 : 0),
    ),
  );
}

/** A program of macOS with one segment and one section in it. */
export function machO(name: string, content: Buffer, { wide, little }: Shape): Buffer {
  const writer = writerOf({ wide, little });
  const header = wide ? 32 : 28;
  const segment = wide ? 72 : 56;
  const section = wide ? 80 : 68;
  const offset = Math.ceil((header + segment + section) / 16) * 16;
  const address = 0x100000000 * Number(wide) + offset;
  const bytes = Buffer.alloc(offset);
  writer.u32(bytes, 0, wide ? 0xfeedfacf : 0xfeedface);
  writer.u32(bytes, 16, 1);
  writer.u32(bytes, 20, segment + section);
  writer.u32(bytes, header, wide ? 0x19 : 0x1);
  writer.u32(bytes, header + 4, segment + section);
  writer.word(bytes, header + 24, address);
  writer.word(bytes, header + (wide ? 40 : 32), offset);
  writer.word(bytes, header + (wide ? 48 : 36), content.length);
  writer.u32(bytes, header + (wide ? 60 : 44), 3);
  writer.u32(bytes, header + (wide ? 64 : 48), 1);
  const own = header + segment;
  bytes.write(name, own);
  writer.word(bytes, own + 32, address);
  writer.word(bytes, own + (wide ? 40 : 36), content.length);
  writer.u32(bytes, own + (wide ? 48 : 40), offset);
  return Buffer.concat([bytes, content]);
}

/** What Go's linker writes since 1.18. */
export function goInfo(version: string, modules: string): Buffer {
  const texts = [version, framed(modules)].flatMap((text) => {
    const bytes = Buffer.from(text);
    const length: number[] = [];
    let left = bytes.length;
    for (; left >= 128; left = Math.floor(left / 128)) length.push((left % 128) | 128);
    return [Buffer.from([...length, left]), bytes];
  });
  const head = Buffer.alloc(32);
  head.write("\xff Go buildinf:", "latin1");
  head[14] = 8;
  head[15] = 2;
  return Buffer.concat([head, ...texts]);
}

/** What it wrote before: pointers; the blob lies at `address`. */
export function goPointers(
  version: string,
  modules: string,
  address: number,
  { wide, little }: Shape,
): Buffer {
  const writer = writerOf({ wide, little });
  const width = wide ? 8 : 4;
  const texts = [version, framed(modules)].map((text) => Buffer.from(text));
  const head = Buffer.alloc(64 + 4 * width);
  head.write("\xff Go buildinf:", "latin1");
  head[14] = width;
  head[15] = little ? 0 : 1;
  let at = address + head.length;
  for (const [index, text] of texts.entries()) {
    const own = 64 + index * 2 * width;
    writer.word(head, 16 + index * width, address + own);
    writer.word(head, own, at);
    writer.word(head, own + width, text.length);
    at += text.length;
  }
  return Buffer.concat([head, ...texts]);
}

function framed(modules: string): string {
  return modules === "" ? "" : `0123456789abcdef${modules}\n0123456789abcdef`;
}

function writerOf({ wide, little }: Shape) {
  const u32 = (to: Buffer, at: number, value: number) =>
    little ? to.writeUInt32LE(value, at) : to.writeUInt32BE(value, at);
  return {
    u16: (to: Buffer, at: number, value: number) =>
      little ? to.writeUInt16LE(value, at) : to.writeUInt16BE(value, at),
    u32,
    word: (to: Buffer, at: number, value: number) => {
      if (!wide) u32(to, at, value);
      else if (little) to.writeBigUInt64LE(BigInt(value), at);
      else to.writeBigUInt64BE(BigInt(value), at);
    },
  };
}
