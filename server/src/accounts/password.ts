import { randomBytes } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

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

/** 120 bits in letters and digits that are not mistaken for each other, in groups that can be read aloud. */
export function generatePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789a";
  const text = Array.from(randomBytes(24), (byte) => letters[byte & 31]).join("");
  return text.replace(/.{6}(?=.)/g, "$&-");
}
