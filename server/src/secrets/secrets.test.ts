import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { openSecretBox } from "./key.ts";
import { createSecretBox } from "./seal.ts";

let database: TestDatabase;
let data: string;
beforeAll(async () => {
  database = await createTestDatabase();
  data = await mkdtemp(join(tmpdir(), "plimsoll-secrets-"));
});
beforeEach(async () => {
  await database.db.deleteFrom("setting").execute();
});
afterAll(async () => {
  await database.close();
  await rm(data, { recursive: true });
});

const key = Buffer.alloc(32, 1);

test("what was sealed opens again, and looks different each time", () => {
  const box = createSecretBox(key);
  const [a, b] = [box.seal("pässword", "registry:1"), box.seal("pässword", "registry:1")];
  expect(a).not.toEqual(b);
  expect([box.open(a, "registry:1"), box.open(b, "registry:1")]).toEqual(["pässword", "pässword"]);
});

test.each<[string, (sealed: Buffer) => Buffer]>([
  ["a changed byte at the end", (sealed) => flip(sealed, sealed.length - 1)],
  ["a changed nonce", (sealed) => flip(sealed, 1)],
  ["a changed tag", (sealed) => flip(sealed, 13)],
  ["another version", (sealed) => flip(sealed, 0)],
  ["a cut end", (sealed) => sealed.subarray(0, 20)],
  ["nothing", () => Buffer.alloc(0)],
])("%s does not open", (_, tamper) => {
  const box = createSecretBox(key);
  expect(() => box.open(tamper(box.seal("secret", "a")), "a")).toThrow(/cannot be opened/);
});

test("a secret copied into another row does not open there", () => {
  const box = createSecretBox(key);
  expect(() => box.open(box.seal("secret", "registry:1"), "registry:2")).toThrow();
});

test("without a key in the settings one is kept in the data folder, for its owner only", async () => {
  const first = await openSecretBox(database.db, { secretKey: null, data });
  expect((await stat(join(data, "secret-key"))).mode & 0o777).toBe(0o600);
  const again = await openSecretBox(database.db, { secretKey: null, data });
  expect(again.open(first.seal("secret", "a"), "a")).toBe("secret");
});

test("another key is told at the start, with what to do", async () => {
  await openSecretBox(database.db, { secretKey: key, data });
  const other = openSecretBox(database.db, { secretKey: Buffer.alloc(32, 2), data });
  await expect(other).rejects.toMatchObject({
    code: "secret-key-wrong",
    hint: expect.stringContaining("PLIMSOLL_SECRET_KEY"),
  });
});

test("a damaged key file is told, and not written over", async () => {
  const file = join(data, "secret-key");
  await writeFile(file, "damaged");
  const opening = openSecretBox(database.db, { secretKey: null, data });
  await expect(opening).rejects.toMatchObject({ code: "secret-key-wrong" });
  expect(await readFile(file, "utf8")).toBe("damaged");
});

function flip(sealed: Buffer, at: number): Buffer {
  const changed = Buffer.from(sealed);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
