/** Takes what must not be read out of a text that comes from elsewhere, and bounds it. */
export type Redact = (text: string) => string;

const longest = 1000;

/**
 * Besides the secrets given: everything that looks like an `Authorization`, the user part of addresses, and their
 * query, for a signed URL is a key. Nothing is left of control characters.
 */
export function redactor(secrets: readonly (string | null | undefined)[]): Redact {
  const known = [...new Set(secrets.flatMap((secret) => (secret ? formsOf(secret) : [])))]
    // The longer first: one may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text.slice(0, 16 * longest);
    for (const secret of known) clean = clean.replaceAll(secret, "…");
    clean = clean
      .replace(/\b(Bearer|Basic)[ +][\w.~+/=-]+/gi, "$1 …")
      .replace(/(\bhttps?:\/\/)[^\s/"'@]+@/gi, "$1")
      .replace(/(\bhttps?:\/\/[^\s"'?]+)\?[^\s"']*/gi, "$1?…")
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "…")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
      .trim();
    return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
  };
}

/** A secret of one or two letters would black out every word. */
function formsOf(secret: string): string[] {
  if (secret.length < 4) return [];
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** As it goes over the wire. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
