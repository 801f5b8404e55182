import type { FileBytes } from "../layer/file-bytes.ts";
import type { Executable, ExecutableLimits, Section } from "./executable.ts";

const preambleBytes = 8;
/** An id, two numbers and the beginning of a name. */
const headBytes = 64;
const customSection = 0;

/** A module's sections of its compiler's own, https://webassembly.github.io/spec/core/binary/modules.html#sections; nothing in it has an address. */
export function readWasm(file: FileBytes, limits: ExecutableLimits): Executable {
  const sections: Section[] = [];
  let at = preambleBytes;
  for (let count = 0; at < file.size && count < limits.executableParts; count++) {
    const head = file.read(at, headBytes);
    const size = readNumber(head, 1);
    if (size === null) break;
    const end = at + size.next + size.value;
    const name = head[0] === customSection ? readNumber(head, size.next) : null;
    if (name !== null) {
      const offset = at + name.next + name.value;
      if (offset <= end)
        sections.push({
          name: head.toString("utf8", name.next, name.next + name.value),
          address: 0,
          offset,
          size: end - offset,
        });
    }
    at = end;
  }
  return { file, sections, segments: [], goData: null };
}

/** Unsigned LEB128 of 32 bits, https://webassembly.github.io/spec/core/binary/values.html#integers */
function readNumber(bytes: Buffer, start: number): { value: number; next: number } | null {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: start + index + 1 };
  }
  return null;
}
