/** References come from whoever wrote an advisory: only addresses of the web become links. */
export function safeLinks(references: readonly string[]): string[] {
  return references.filter((reference) => {
    if (!URL.canParse(reference)) return false;
    return ["http:", "https:"].includes(new URL(reference).protocol);
  });
}
