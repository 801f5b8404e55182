import { randomBytes, randomInt } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";
import { PlimsollError } from "../error.ts";
import type { KnownPasswords } from "./known-passwords.ts";

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const options = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

/** Takes as long for an account that does not exist (`null`) as for one that does. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(16).toString("hex"));
  const right = await verify(stored ?? (await nobody), password);
  return right && stored !== null;
}
let nobody: Promise<string> | undefined;

/** What the contract's length does not say: throws `bad-request` for the user name, and for what others know. */
export async function checkPassword(
  known: KnownPasswords,
  username: string,
  password: string,
): Promise<void> {
  if (password.trim().toLowerCase() === username.toLowerCase())
    throw new PlimsollError("bad-request", "The password is the user name.", {
      hint: "Choose one that nobody thinks of.",
    });
  if (await known.has(password))
    throw new PlimsollError("bad-request", "This password is known to others.", {
      hint: "It is in a list of passwords that were made public: choose another.",
    });
}

/** Of 118 bits, in groups that can be read aloud. */
export function generatePassword(): string {
  return readableText(24).replace(/.{6}(?=.)/g, "$&-");
}

/** Random letters and digits that are not mistaken for each other, almost five bits each. */
export function readableText(length: number): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
