/** What an issuer says of somebody: as it sends it, so anything. */
export type Claims = Readonly<Record<string, unknown>>;

/** Groups of one person that are looked at, and characters of each. */
const most = { groups: 5000, group: 300 };
/** Characters of a user name. */
const longestName = 80;

/** By its whole name, which may have dots (`https://example.com/groups`), or by a way into it (`realm_access.roles`). */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Claims)[part];
  }
  return at;
}

/** From a list or a single text; what is neither is none. */
export function groupsOf(claims: Claims, name: string): Set<string> {
  const value = claimOf(claims, name);
  const given: unknown[] = Array.isArray(value) ? value.slice(0, most.groups) : [value];
  return new Set(
    given.filter(
      (group): group is string =>
        typeof group === "string" && group !== "" && group.length <= most.group,
    ),
  );
}

/**
 * Names to try in turn: as the claim has it, with the issuer behind it, then counted. Of others' signs (a person at the
 * issuer may choose them) only those stay that a user name here may have.
 */
export function* usernamesFrom(
  claims: Claims,
  name: string,
  subject: string,
  issuerName: string,
): Generator<string> {
  const value = claimOf(claims, name);
  const base = plain(typeof value === "string" ? value : "") || plain(subject) || "somebody";
  const place = plain(issuerName) || "issuer";
  yield base;
  const long = `${base}@${place}`;
  yield long;
  for (let n = 2; n <= 1000; n++) yield `${long}-${n}`;
}

export function emailOf({ email, email_verified }: Claims): string | null {
  if (email_verified === false) return null;
  return typeof email === "string" && /^[^\s@]{1,100}@[^\s@]{1,99}$/.test(email) ? email : null;
}

function plain(text: string): string {
  return text
    .slice(0, 1000)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._@+-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|-+$/gu, "")
    .slice(0, longestName)
    .toWellFormed();
}
