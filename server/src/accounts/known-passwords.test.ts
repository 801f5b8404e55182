import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noKnownPasswords, openKnownPasswords } from "./known-passwords.ts";
import { checkPassword } from "./password.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-known-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function listOf(text: string): Promise<string> {
  const path = join(folder, `${++files}.txt`);
  await writeFile(path, text);
  return path;
}

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase();
/** As haveibeenpwned.com orders them. */
const inOrder = (passwords: readonly string[]) => passwords.map(sha1).sort();
const many = Array.from({ length: 3000 }, (_, index) => `known password ${index}`);

describe("a list of known passwords", () => {
  const forms: [string, string][] = [
    ["passwords, one a line", many.join("\n")],
    ["with a new line at the end", `${many.join("\n")}\n`],
    ["as Windows ends lines", `${many.join("\r\n")}\r\n`],
    ["hashes", inOrder(many).join("\n")],
    [
      "hashes with their counts, as Windows ends lines",
      inOrder(many)
        .map((hash, at) => `${hash}:${at}`)
        .join("\r\n"),
    ],
    ["hashes in small letters", inOrder(many).join("\n").toLowerCase()],
  ];
  test.each(forms)("knows all of them, and nothing else: %s", async (_, text) => {
    const known = await openKnownPasswords(await listOf(text));
    for (const password of [0, 1, 2, 1499, 1500, 2998, 2999].map((at) => many[at] ?? ""))
      expect(await known.has(password), password).toBe(true);
    for (const password of [
      "known password",
      "known password 3000",
      "password 1",
      "\n",
      "KNOWN PASSWORD 1",
    ])
      expect(await known.has(password), password).toBe(false);
  });

  test("of hashes knows each of them", async () => {
    const some = many.slice(0, 200);
    const known = await openKnownPasswords(
      await listOf(
        `${inOrder(some)
          .map((hash) => `${hash}:7`)
          .join("\n")}\n`,
      ),
    );
    expect(await Promise.all(some.map((password) => known.has(password)))).not.toContain(false);
    expect(
      await Promise.all(many.slice(200, 400).map((password) => known.has(password))),
    ).not.toContain(true);
  });

  test("is read piece by piece: a password may lie across two of them", async () => {
    // A stream reads 64 KiB at a time.
    for (const before of [64, 128].map((kib) => kib * 1024))
      for (const offset of [-20, -12, -5, -1, 0, 1]) {
        const text = `${"x".repeat(before + offset - 1)}\nlies across two\n${"y".repeat(1000)}`;
        const known = await openKnownPasswords(await listOf(text));
        expect(await known.has("lies across two"), `${before + offset}`).toBe(true);
      }
  });

  test.each([
    ["of one password", "only this one", "only this one", true],
    ["of one hash", sha1("only this one"), "only this one", true],
    ["with nothing in it", "", "only this one", false],
    ["with a new line alone", "\n", "only this one", false],
    [
      "with letters of other scripts",
      "пароль-пароль\n密码密码密码密码密码密码",
      "密码密码密码密码密码密码",
      true,
    ],
  ])("%s", async (_, text, password, has) => {
    expect(await (await openKnownPasswords(await listOf(text))).has(password)).toBe(has);
  });

  test.each([
    ["is not there", async () => join(folder, "missing.txt")],
    ["is a folder", async () => folder],
    ["has hashes out of order", () => listOf(many.map(sha1).join("\n"))],
  ])("that %s cannot be used", async (_, path) => {
    await expect(openKnownPasswords(await path())).rejects.toMatchObject({ code: "list-unusable" });
  });

  test("that went away lets nothing through", async () => {
    const path = await listOf("only this one");
    const known = await openKnownPasswords(path);
    await rm(path);
    await expect(known.has("something else")).rejects.toMatchObject({
      code: "service-unavailable",
      message: expect.not.stringContaining(path),
    });
  });
});

describe("a password that is chosen", () => {
  test.each([
    ["ada.lovelace", "ada.lovelace", "bad-request"],
    ["ada.lovelace", "Ada.LOVELACE ", "bad-request"],
    ["ada.lovelace", "known password 7", "bad-request"],
    ["ada.lovelace", "ada.lovelace and more", null],
  ])("by %s: %j is refused with %s", async (username, password, code) => {
    const known = await openKnownPasswords(await listOf(many.join("\n")));
    const check = checkPassword(known, username, password);
    if (code === null) await check;
    else await expect(check).rejects.toMatchObject({ code });
  });

  test("may be any where no list is kept", async () => {
    await checkPassword(noKnownPasswords, "ada.lovelace", "known password 7");
  });
});
