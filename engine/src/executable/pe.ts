import type { FileBytes } from "../layer/file-bytes.ts";
import type { Executable, ExecutableLimits } from "./executable.ts";
import { fieldsOf, textAt } from "./fields.ts";

const headerBytes = 24;
const sectionBytes = 40;
const wideFormat = 0x20b;
/** Initialised data that is read and written; the bits of its alignment are left out. */
const dataFlags = 0xc0000040;
const alignmentFlags = 0x00f00000;

/** https://learn.microsoft.com/en-us/windows/win32/debug/pe-format */
export function readPe(file: FileBytes, limits: ExecutableLimits): Executable | null {
  const little = { little: true, wide: false };
  const stub = file.read(0, 64);
  if (stub.length < 64) return null;
  const start = stub.readUInt32LE(60);
  const header = file.read(start, headerBytes + 32);
  if (header.length < headerBytes + 32 || header.toString("latin1", 0, 4) !== "PE\0\0") return null;
  const fields = fieldsOf(header, little);
  const optionalBytes = fields.u16(20);
  const base =
    optionalBytes < 32
      ? 0
      : fields.u16(headerBytes) === wideFormat
        ? fields.u64(headerBytes + 24)
        : fields.u32(headerBytes + 28);
  const count = Math.min(fields.u16(6), limits.executableParts);
  const table = file.read(start + headerBytes + optionalBytes, count * sectionBytes);
  const sections = Array.from({ length: Math.floor(table.length / sectionBytes) }, (_, index) => {
    const own = table.subarray(index * sectionBytes);
    const inMemory = own.readUInt32LE(8);
    const inFile = own.readUInt32LE(16);
    return {
      name: textAt(own, 0, 8),
      address: base + own.readUInt32LE(12),
      offset: own.readUInt32LE(20),
      // The file's part is padded; what a section has more in memory is zero.
      size: inMemory > 0 ? Math.min(inMemory, inFile) : inFile,
      flags: own.readUInt32LE(36),
    };
  });
  const data = sections.find(
    ({ flags, size }) => size > 0 && (flags & ~alignmentFlags) >>> 0 === dataFlags,
  );
  return { file, sections, segments: sections, goData: data ?? null };
}
