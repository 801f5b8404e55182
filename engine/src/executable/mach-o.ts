import { type FileBytes, partOf } from "../layer/file-bytes.ts";
import type { Executable, ExecutableLimits, Section, Segment } from "./executable.ts";
import { fieldsOf, textAt } from "./fields.ts";

/** Where the fields lie in files of 32 and 64 bits, https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
const layouts = {
  narrow: {
    headerBytes: 28,
    segmentCommand: 0x1,
    segment: { bytes: 56, address: 24, offset: 32, fileSize: 36, protection: 44, count: 48 },
    section: { bytes: 68, address: 32, size: 36, offset: 40 },
  },
  wide: {
    headerBytes: 32,
    segmentCommand: 0x19,
    segment: { bytes: 72, address: 24, offset: 40, fileSize: 48, protection: 60, count: 64 },
    section: { bytes: 80, address: 32, size: 40, offset: 48 },
  },
} as const;

const fatMagics = [0xcafebabe, 0xcafebabf];
/** Java's classes start alike, and then have a version of 45 or more. */
const mostArchitectures = 20;
const readable = 1;
const writable = 2;

export function isFatMachO(head: Buffer): boolean {
  const count = head.readUInt32BE(4);
  return fatMagics.includes(head.readUInt32BE(0)) && count > 0 && count <= mostArchitectures;
}

/** Of a file for several machines the first: all are made of the same modules. */
export function readMachO(whole: FileBytes, limits: ExecutableLimits): Executable | null {
  const head = whole.read(0, 32);
  const file = isFatMachO(head) ? firstArchitecture(whole, head) : whole;
  const header = file.read(0, 32);
  if (header.length < 32) return null;
  const magic = header.readUInt32LE(0);
  const little = magic === 0xfeedface || magic === 0xfeedfacf;
  const ordered = little ? magic : header.readUInt32BE(0);
  if (ordered !== 0xfeedface && ordered !== 0xfeedfacf) return null;
  const format = { little, wide: ordered === 0xfeedfacf };
  const layout = format.wide ? layouts.wide : layouts.narrow;
  const commandBytes = Math.min(fieldsOf(header, format).u32(20), limits.executableInfoBytes);
  const commands = file.read(layout.headerBytes, commandBytes);
  const fields = fieldsOf(commands, format);
  const segments: (Segment & { readonly protection: number })[] = [];
  const sections: Section[] = [];
  for (let at = 0; at + 8 <= commands.length; ) {
    const size = fields.u32(at + 4);
    if (size < 8) break;
    if (fields.u32(at) === layout.segmentCommand && at + layout.segment.bytes <= commands.length) {
      const { segment, section } = layout;
      segments.push({
        address: fields.word(at + segment.address),
        offset: fields.word(at + segment.offset),
        size: fields.word(at + segment.fileSize),
        protection: fields.u32(at + segment.protection),
      });
      const end = Math.min(at + size, commands.length);
      const first = at + segment.bytes;
      for (
        let own = first, left = fields.u32(at + segment.count);
        left > 0 && own + section.bytes <= end && sections.length < limits.executableParts;
        own += section.bytes, left--
      )
        sections.push({
          name: textAt(commands, own, 16),
          address: fields.word(own + section.address),
          size: fields.word(own + section.size),
          offset: fields.u32(own + section.offset),
        });
    }
    at += size;
  }
  const data =
    sections.find(({ name }) => name === "__go_buildinfo") ??
    segments.find(({ size, protection }) => size > 0 && protection === (readable | writable));
  return { file, sections, segments, goData: data ?? null };
}

function firstArchitecture(whole: FileBytes, head: Buffer): FileBytes {
  const wide = head.readUInt32BE(0) === 0xcafebabf;
  const entry = fieldsOf(whole.read(8, 32), { little: false, wide });
  return partOf(whole, entry.word(8), entry.word(wide ? 16 : 12));
}
