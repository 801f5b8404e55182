import { compare, valid } from "@renovatebot/pep440";
import { unparsable } from "./unparsable.ts";

/** https://packaging.python.org/en/latest/specifications/version-specifiers/ */
export function comparePep440(a: string, b: string): number {
  return Math.sign(compare(checked(a), checked(b)));
}

function checked(text: string): string {
  const version = valid(text.trim());
  if (!version) throw unparsable("PEP 440", text);
  return version;
}
