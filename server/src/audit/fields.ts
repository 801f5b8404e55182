import { toJson } from "../database/json.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Bytes of JSON, of each of before and after. */
const most = 8 * 1024;
/** Characters of a text, items of a list, levels. */
const bounds = { text: 500, items: 50, depth: 6 };

/** As it is kept and hashed: plain JSON of bounded size, what PostgreSQL can hold. */
export function boundFields(fields: Fields | null | undefined): Record<string, unknown> | null {
  if (fields === undefined || fields === null) return null;
  const bounded = plain(cut(JSON.parse(toJson(fields)), 0));
  if (JSON.stringify(bounded).length <= most) return bounded;
  return { tooLong: Object.keys(bounded).slice(0, bounds.items).map(cutText) };
}

/** The fields that differ, as they were and as they are: for an `update`. Both are named one by one by the caller. */
export function changed(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => toJson(before[name] ?? null) !== toJson(after[name] ?? null),
  );
  const of = (fields: Fields) =>
    Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: of(before), after: of(after) };
}

export function cutText(text: string): string {
  return text.length <= bounds.text ? text : `${text.slice(0, bounds.text).toWellFormed()}…`;
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cutText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === bounds.depth) return "…";
  if (!Array.isArray(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [cutText(name), cut(field, depth + 1)]),
    );
  const items = value.slice(0, bounds.items).map((item) => cut(item, depth + 1));
  return value.length > items.length ? [...items, `… ${value.length} in all`] : items;
}

function plain(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}
