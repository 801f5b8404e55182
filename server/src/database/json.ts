/**
 * As JSON that PostgreSQL's `jsonb` can hold: it takes neither NUL nor a lone surrogate, and a hostile image's
 * package names may have both. https://www.postgresql.org/docs/18/datatype-json.html
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON.stringify writes both as escapes, so that text without either pays nothing.
  return /\\u(?:0000|d[89a-f])/i.test(json)
    ? JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? toText(part) : part))
    : json;
}

/** As text that PostgreSQL can hold. */
export function toText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
