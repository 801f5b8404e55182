import { crc32, deflateRawSync } from "node:zlib";

/** A member of a zip, also one that no honest tool would write. */
export type Member = {
  readonly name: string;
  readonly content: string | Buffer;
  readonly method?: 0 | 8 | 9;
  readonly encrypted?: boolean;
  /** What the directory says, where it lies. */
  readonly size?: number;
  readonly storedSize?: number;
  readonly offset?: number;
  /** Sizes and place are written in 64 bits. */
  readonly wide?: boolean;
};

export const member = (
  name: string,
  content: string | Buffer,
  more: Partial<Member> = {},
): Member => ({
  name,
  content,
  ...more,
});

export function zip(
  members: readonly Member[],
  { prefix = Buffer.alloc(0), comment = "", wide = false, entries = members.length } = {},
): Buffer {
  const parts: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let at = 0;
  for (const made of members) {
    const content = Buffer.from(made.content);
    const method = made.method ?? 8;
    const stored = method === 8 ? deflateRawSync(content) : content;
    const name = Buffer.from(made.name);
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(name.length, 26);
    parts.push(local, name, stored);
    directory.push(entryOf(made, { content, stored, name, method, at }));
    at += local.length + name.length + stored.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(wide ? 0xffff : entries, 8);
  end.writeUInt16LE(wide ? 0xffff : entries, 10);
  end.writeUInt32LE(wide ? 0xffffffff : listed.length, 12);
  end.writeUInt32LE(wide ? 0xffffffff : at, 16);
  end.writeUInt16LE(comment.length, 20);
  const wideEnd = wide ? wideEndOf(at, listed.length, entries) : Buffer.alloc(0);
  return Buffer.concat([...parts, listed, wideEnd, end, Buffer.from(comment)]);
}

function entryOf(
  made: Member,
  given: { content: Buffer; stored: Buffer; name: Buffer; method: number; at: number },
): Buffer {
  const { content, stored, name, method, at } = given;
  const numbers = [
    made.size ?? content.length,
    made.storedSize ?? stored.length,
    made.offset ?? at,
  ];
  const extra = made.wide
    ? Buffer.concat([Buffer.from([1, 0, 24, 0]), ...numbers.map((number) => u64(number))])
    : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.write("PK\x01\x02", "latin1");
  head.writeUInt16LE(made.encrypted ? 1 : 0, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(crc32(content), 16);
  const [size = 0, storedSize = 0, offset = 0] = made.wide
    ? numbers.map(() => 0xffffffff)
    : numbers;
  head.writeUInt32LE(storedSize, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, name, extra]);
}

function wideEndOf(directoryAt: number, size: number, entries: number): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(directoryAt + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export const pomProperties = (group: string, artifact: string, version: string): Member =>
  member(
    `META-INF/maven/${group}/${artifact}/pom.properties`,
    `#Created by Apache Maven\ngroupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
  );

export const manifest = (attributes: Readonly<Record<string, string>>): Member =>
  member(
    "META-INF/MANIFEST.MF",
    `Manifest-Version: 1.0\r\n${Object.entries(attributes)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n`,
  );
