/** What is longer is rare, and would make the whole large. */
const longestKept = 1_000;

/** The same function with its last answers kept, up to about `size` of them; old ones go half by half. */
export function remembered<T>(size: number, make: (text: string) => T): (text: string) => T {
  let recent = new Map<string, T>();
  let older = new Map<string, T>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    if (text.length > longestKept) return make(text);
    const made = older.get(text) ?? make(text);
    recent.set(text, made);
    if (recent.size >= size / 2) {
      older = recent;
      recent = new Map();
    }
    return made;
  };
}
