/** Reads one parameter. What a person or an old link got wrong is nothing; it never breaks the page. */
type Field<T> = (given: unknown) => T | undefined;
type Fields = Readonly<Record<string, Field<unknown>>>;
export type SearchOf<F extends Fields> = { [K in keyof F]?: ReturnType<F[K]> };

/** The parameters of a page, as the router asks for them. */
export function search<F extends Fields>(fields: F) {
  return (given: Readonly<Record<string, unknown>>): SearchOf<F> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, field(given[name])]),
    ) as SearchOf<F>;
}

const longest = 255;

export const textField = textUpTo(longest);

export function textUpTo(most: number): Field<string> {
  return (given) => {
    const text = typeof given === "string" ? given.trim() : "";
    return text === "" || text.length > most ? undefined : text;
  };
}

/** https://www.rfc-editor.org/rfc/rfc9562 */
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

export function isId(word: string): word is string {
  return uuid.test(word);
}

export const idField: Field<string> = (given) =>
  typeof given === "string" && isId(given) ? given : undefined;

export const flagField: Field<true> = (given) => given === true || given === "true" || undefined;

export function wordField<const T extends readonly string[]>(words: T): Field<T[number]> {
  return (given) => words.find((word) => word === given);
}

/** A list separated by commas; unknown members are left out, the others stay. */
export function listField<T extends string>(isMember: (word: string) => word is T): Field<T[]> {
  return (given) => {
    const words = typeof given === "string" ? given.split(",") : Array.isArray(given) ? given : [];
    const members = [...new Set<string>(words)].filter(isMember).slice(0, 100);
    return members.length === 0 ? undefined : members;
  };
}
