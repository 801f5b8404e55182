/** Markup that may be written as it is; only `markup` makes it. */
export type Markup = { readonly markup: string };
type Part = Markup | string | number | null | readonly Part[];

/** A piece of a page: what is put in is text and cannot become markup. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: pieces.reduce((text, piece, at) => text + written(parts[at - 1] ?? null) + piece),
  };
}

function written(part: Part): string {
  if (part === null) return "";
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escaped(part);
  return "markup" in part ? part.markup : part.map(written).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, those that XML has no place for, and those that turn the direction of writing: a name would look like another. */
const deceptive =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(deceptive, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/[&<>"']/g, (one) => entities[one] ?? "");
}
