const magic = 0x506d7052; // RpmP
const slotMagic = 0x746f6c53; // Slot
const blobMagic = 0x53626c42; // BlbS
const slotSize = 16;
const pageSize = 4096;
const blockSize = 16;

/** The headers in `Packages.db`, SUSE's own format: pages of slots that say where the blobs are, https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c */
export function* ndbHeaders(file: Buffer): Iterable<Buffer> {
  if (file.length < pageSize || file.readUInt32LE(0) !== magic) throw new Error("no NDB database");
  const slotsEnd = file.readUInt32LE(12) * pageSize;
  if (slotsEnd === 0 || slotsEnd > file.length) throw new Error("its slots are cut off");
  for (let slot = 2 * slotSize; slot + slotSize <= slotsEnd; slot += slotSize) {
    if (file.readUInt32LE(slot) !== slotMagic) throw new Error("a slot is damaged");
    const index = file.readUInt32LE(slot + 4);
    const start = file.readUInt32LE(slot + 8) * blockSize;
    if (index === 0 || start === 0) continue;
    if (start + 16 > file.length || file.readUInt32LE(start) !== blobMagic)
      throw new Error(`the header of package ${index} is missing`);
    const size = file.readUInt32LE(start + 12);
    if (start + 16 + size > file.length)
      throw new Error(`the header of package ${index} is cut off`);
    yield file.subarray(start + 16, start + 16 + size);
  }
}
