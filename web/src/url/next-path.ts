/**
 * Where to go after signing in. Only a path of this origin: an address such as `//evil.example` or
 * `/\evil.example` would take a person who has just typed a password elsewhere.
 */
export function safeNext(next: string | undefined, origin: string): string {
  if (next === undefined || !URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  if (!next.startsWith("/") || url.origin !== origin || url.pathname === "/sign-in") return "/";
  // `/.//evil.example` is a path whose rest is a host.
  if (url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
