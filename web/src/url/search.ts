/**
 * Search parameters as plain text: `?q=1.0&severity=critical,high`, nothing quoted and nothing
 * nested, so that people can read and write them. Each route's schema gives them their types.
 */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Absent, empty and false values leave no trace. */
export function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "");
    return text === "" || value === false ? [] : [[key, text]];
  });
  if (kept.length === 0) return "";
  // Commas are allowed in a query (RFC 3986 section 3.4) and read better as they are.
  return `?${new URLSearchParams(kept).toString().replaceAll("%2C", ",")}`;
}
