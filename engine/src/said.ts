/** Sentences for people by their codes; `{{name}}` stands for a value, as in the console's words. */
export type Sentences = Readonly<Record<string, string>>;

/** What a sentence says, for those who say it in another language. */
export type Said = {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
};

/** The English sentence. */
export function say<Table extends Sentences>(
  table: Table,
  code: keyof Table & string,
  values: Said["values"] = {},
): string {
  return (table[code] ?? "").replace(/\{\{(\w+)\}\}/g, (_, name: string) => `${values[name]}`);
}

/**
 * What a sentence of the table says: it is kept as a text, in rows of before there were codes too.
 * Null for what others said. The first that fits counts; `count` is a number.
 */
export function recall(table: Sentences, text: string): Said | null {
  // No sentence of ours is longer, and what others say need not be looked through.
  if (text.length > 2_000) return null;
  for (const [code, pattern] of patternsOf(table)) {
    const found = pattern.exec(text);
    if (found) return { code, values: valuesOf(found.groups ?? {}) };
  }
  return null;
}

const known = new WeakMap<Sentences, readonly (readonly [string, RegExp])[]>();

function patternsOf(table: Sentences): readonly (readonly [string, RegExp])[] {
  const before = known.get(table);
  if (before) return before;
  const patterns = Object.entries(table).map(([code, template]) => {
    const parts = template.split(/\{\{(\w+)\}\}/);
    const source = parts.map((part, at) => {
      if (at % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      return part === "count" ? "(?<count>\\d+)" : `(?<${part}>.+?)`;
    });
    return [code, new RegExp(`^${source.join("")}$`, "s")] as const;
  });
  known.set(table, patterns);
  return patterns;
}

function valuesOf(groups: Record<string, string>): Said["values"] {
  return Object.fromEntries(
    Object.entries(groups).map(([name, text]) => [name, name === "count" ? Number(text) : text]),
  );
}
