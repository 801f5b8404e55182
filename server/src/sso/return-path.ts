/** Any will do: a path that leaves it leaves the console. */
const origin = "http://console.invalid";
/** Written out, so that it fits into a cookie. */
const longest = 1500;

/**
 * Where to go on in the console once somebody is signed in: a path of it, as a browser understands it, for browsers take
 * `/\evil.example`, `/<tab>/evil.example` and `/.//evil.example` for other hosts. All else is its first page.
 */
export function returnPath(given: string | undefined): string {
  if (given === undefined || !given.startsWith("/")) return "/";
  const url = URL.parse(given, origin);
  if (url === null || url.origin !== origin) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (path.length > longest) return "/";
  // What is left must mean the same once more.
  if (URL.parse(path, origin)?.href !== url.href) return "/";
  return /^\/(?:api|admission|scanner|sign-in)(?:[/?#]|$)/.test(path) ? "/" : path;
}
