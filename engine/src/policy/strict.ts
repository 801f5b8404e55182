import { distance } from "fastest-levenshtein";
import { z } from "zod";

/** An object without other keys: for one that is not known, the nearest that is. */
export function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? wordsFor(issue.keys, known) : undefined,
  });
}

/** The JSON Schema of a document before it is read. */
export function documentSchema(schema: z.ZodType, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, title, ...rest };
}

function wordsFor(keys: readonly string[], known: readonly string[]): string {
  const [key = ""] = keys;
  // Whoever sends one of a hundred kilobytes does not mean a known one.
  const near =
    key.length > 40
      ? undefined
      : known.toSorted((a, b) => gap(key, a) - gap(key, b)).find((one) => gap(key, one) <= 3);
  const said =
    near === undefined
      ? `There is no such key here; there are ${known.join(", ")}.`
      : `There is no such key here: did you mean ${near}?`;
  return keys.length > 1 ? `${said} Nor is there ${keys.slice(1, 6).join(", ")}.` : said;
}

function gap(a: string, b: string): number {
  return distance(a.toLowerCase(), b.toLowerCase());
}
