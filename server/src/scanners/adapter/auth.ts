import { basic } from "../external/redact.ts";

/** How an adapter wants to be told who asks. */
export type AdapterAuth =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "api-key"; readonly key: string };

type Way<Kind extends AdapterAuth["kind"]> = {
  readonly headers: (
    auth: Extract<AdapterAuth, { kind: Kind }>,
  ) => Readonly<Record<string, string>>;
  /** What must not be read anywhere. */
  readonly secrets: (auth: Extract<AdapterAuth, { kind: Kind }>) => readonly string[];
  /** What to do when it is not taken. */
  readonly hint: string;
};

const ways: { readonly [Kind in AdapterAuth["kind"]]: Way<Kind> } = {
  none: {
    headers: () => ({}),
    secrets: () => [],
    hint: "It wants to know who asks. Give the credentials it was set up with.",
  },
  basic: {
    headers: ({ username, password }) => ({ authorization: basic(username, password) }),
    secrets: ({ username, password }) => [
      password,
      basic(username, password).slice("Basic ".length),
    ],
    hint: "The user name or the password is wrong.",
  },
  bearer: {
    headers: ({ token }) => ({ authorization: `Bearer ${token}` }),
    secrets: ({ token }) => [token],
    hint: "The token is wrong or has expired.",
  },
  "api-key": {
    headers: ({ key }) => ({ "x-scanneradapter-api-key": key }),
    secrets: ({ key }) => [key],
    hint: "The API key is wrong.",
  },
};

export function openAuth(auth: AdapterAuth): {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly hint: string;
} {
  // The table has for each kind what takes that kind; the compiler cannot follow a union through it.
  const way = ways[auth.kind] as Way<AdapterAuth["kind"]>;
  return { headers: way.headers(auth), secrets: way.secrets(auth), hint: way.hint };
}
