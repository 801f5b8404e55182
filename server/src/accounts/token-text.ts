import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/** Says whose it is, so that scanners for leaked secrets know it when they see it. */
const prefix = "plimsoll_";
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 178 bits that nobody guesses, then a checksum. */
const length = { random: 30, checksum: 6 };
const form = new RegExp(`^${prefix}[0-9A-Za-z]{${length.random + length.checksum}}$`);

export function makeToken(): string {
  const random = Array.from({ length: length.random }, () => letters[randomInt(letters.length)]);
  return `${prefix}${random.join("")}${checksumOf(random.join(""))}`;
}

/** Whether a text is a token by its form and checksum: what is none need not be looked for. */
export function isToken(text: string): boolean {
  if (!form.test(text)) return false;
  const random = text.slice(prefix.length, -length.checksum);
  return text.endsWith(checksumOf(random));
}

/** What may be shown of it, to tell it from others. */
export function hintOf(token: string): string {
  return `${token.slice(0, prefix.length + 4)}…`;
}

function checksumOf(random: string): string {
  let rest = crc32(random);
  let text = "";
  for (let digit = 0; digit < length.checksum; digit++) {
    text = `${letters[rest % letters.length]}${text}`;
    rest = Math.floor(rest / letters.length);
  }
  return text;
}
