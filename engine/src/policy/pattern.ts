import { remembered } from "../version/remembered.ts";

/** Whether a text is what a pattern says, in which `*` stands for anything; upper and lower case are the same. Takes time by its length alone. */
export function matchesPattern(pattern: string, text: string): boolean {
  return matchesParts(partsOf(pattern), text.toLowerCase());
}

/** Each pattern is held against thousands of names. */
const partsOf = remembered(10_000, (pattern) => pattern.toLowerCase().split("*"));

export function isPattern(text: string): boolean {
  return text.includes("*");
}

/** A path, part by part: `*` is anything within a part, and `**` any parts. */
export function matchesPath(pattern: string, path: string): boolean {
  const [wanted, there] = [pattern.split("/"), path.split("/")];
  // From the end: which of the path's ends the rest of the pattern fits.
  let fits = there.map(() => false).concat(true);
  for (const part of wanted.reverse()) {
    const next = fits.map(() => false);
    for (let at = there.length; at >= 0; at--)
      next[at] =
        part === "**"
          ? (fits[at] ?? false) || (next[at + 1] ?? false)
          : at < there.length &&
            (fits[at + 1] ?? false) &&
            matchesParts(part.split("*"), there[at] ?? "");
    fits = next;
  }
  return fits[0] ?? false;
}

/** The first part starts it, the last ends it, and those between come in order: the earliest place of each is as good as any. */
function matchesParts(parts: readonly string[], text: string): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
