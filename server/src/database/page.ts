import { PlimsollError } from "../error.ts";

/** The sort keys of the last row shown; the next page is what comes after them. */
export type Keys = readonly (string | number | null)[];

export function encodeCursor(keys: Keys): string {
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

/** Throws `bad-request` when it was not made by `encodeCursor` with as many keys. */
export function decodeCursor(cursor: string, length: number): Keys {
  const keys = parse(Buffer.from(cursor, "base64url").toString("utf8"));
  const valid =
    Array.isArray(keys) &&
    keys.length === length &&
    keys.every((key) => key === null || typeof key === "string" || typeof key === "number");
  if (!valid)
    throw new PlimsollError("bad-request", "The cursor was not made by this list.", {
      hint: "Take it from `next` of the page before, with the same filter and order.",
    });
  return keys;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Splits `limit + 1` rows into a page and the cursor of the next one. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keys: (row: Row) => Keys,
  items: readonly Item[],
): { items: Item[]; next: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: items.slice(0, limit),
    next: last === undefined ? null : encodeCursor(keys(last)),
  };
}
