/**
 * A word of a POSIX shell. What comes from an image may hold anything: whatever is not plainly harmless stands between
 * single quotes, in which a shell reads nothing but the quote itself,
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Whether a text can be a version of any ecosystem: what cannot is written into no command and no file. */
export function isVersion(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.+:~!_^-]{0,127}$/.test(text);
}

/** Whether a text can stand after FROM as an image's name; it may come from a label, which anybody writes. */
export function isImageName(text: string): boolean {
  return text.length <= 512 && /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/.test(text);
}

/** Whether a path can stand in a text for people: no control characters, no line breaks. */
export function isPlainPath(text: string): boolean {
  return text.length <= 4096 && /^[A-Za-z0-9_@%+=:,./* -]+$/.test(text) && !text.startsWith("-");
}
