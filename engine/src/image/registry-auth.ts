import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { isLoopback } from "./reference.ts";
import { answerError, badAnswer } from "./registry-error.ts";
import {
  type Answer,
  allowance,
  header,
  readBody,
  retryAfter,
  type SendOptions,
  type Transport,
} from "./registry-fetch.ts";

/** Who asks: a name and a password, an identity token (OAuth2 refresh token) or a ready bearer token. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string }
  | { readonly registryToken: string };

/** Sends requests with whatever authorization the registry challenges for, and keeps tokens by scope. */
export type Authorized = {
  readonly identified: boolean;
  send(url: URL, scope: string | null, options: SendOptions): Promise<Answer>;
  /** What was last sent for the scope and is still good; null where nothing had to be. */
  current(scope: string): string | null;
  /** The next request of the scope asks for a token of its own. */
  forget(scope: string): void;
};

export type Challenge = {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
};
type Token = { readonly authorization: string; readonly expires: number };

/** https://distribution.github.io/distribution/spec/auth/token/ */
export function authorize(
  transport: Transport,
  origin: string,
  given: Credentials | null,
): Authorized {
  const credentials = given && withIdentity(given);
  const tokens = new Map<string, Token>();
  const asking = new Map<string, Promise<Token | null>>();

  function current(scope: string): string | null {
    if (credentials && "registryToken" in credentials) return `Bearer ${credentials.registryToken}`;
    const token = tokens.get(scope);
    return token && token.expires > Date.now() ? token.authorization : null;
  }

  /** What the challenge asks for; null when there is nothing more to offer. */
  async function answerChallenge(
    answer: Answer,
    scope: string,
    signal?: AbortSignal,
  ): Promise<Token | null> {
    if (credentials && "registryToken" in credentials) return null;
    const challenges = parseChallenges(header(answer, "www-authenticate") ?? "");
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer) return requestToken(bearer, scope, signal);
    const basic = challenges.some(({ scheme }) => scheme === "basic");
    if (basic && credentials && "password" in credentials)
      return { authorization: basicAuthorization(credentials), expires: Number.POSITIVE_INFINITY };
    return null;
  }

  async function requestToken(
    challenge: Challenge,
    scope: string,
    signal?: AbortSignal,
  ): Promise<Token> {
    const realm = tokenServer(challenge.parameters.realm ?? "", origin);
    const fields = new URLSearchParams();
    const service = challenge.parameters.service;
    if (service) fields.set("service", service);
    const wanted = wantedScope(challenge.parameters.scope, scope);
    if (wanted) fields.set("scope", wanted);

    let send: SendOptions = { signal };
    if (credentials && "identityToken" in credentials) {
      fields.set("grant_type", "refresh_token");
      fields.set("refresh_token", credentials.identityToken);
      fields.set("client_id", "plimsoll");
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      send = { signal, method: "POST", headers, body: fields.toString() };
    } else {
      for (const [name, value] of fields) realm.searchParams.append(name, value);
      if (credentials && "password" in credentials)
        send = { signal, authorization: basicAuthorization(credentials) };
    }
    const answer = await transport.send(realm, send);
    const body = await readBody(
      answer,
      { bytes: defaultLimits.manifestBytes, limit: "manifestBytes", what: "the token" },
      signal,
    );
    if (answer.status !== 200)
      throw answerError({
        status: answer.status === 400 ? 401 : answer.status,
        url: realm,
        what: "the request for a token",
        body: body.toString(),
        html: false,
        retryAfterSeconds: retryAfter(answer),
        allowance: allowance(answer),
        identified: credentials !== null,
      });
    return readToken(body, realm);
  }

  /** Layers are asked for several at a time: who is refused meanwhile takes the token that another has asked for. */
  async function sharedAnswer(
    answer: Answer,
    scope: string,
    signal?: AbortSignal,
  ): Promise<Token | null> {
    for (let other = asking.get(scope); other; other = asking.get(scope))
      try {
        return await other;
      } catch (error) {
        // Whoever asked may have stopped; that is no reason to stop here.
        const stopped = error instanceof PlimsollError && error.code === "aborted";
        if (!stopped || signal?.aborted) throw error;
      }
    const own = answerChallenge(answer, scope, signal).finally(() => asking.delete(scope));
    asking.set(scope, own);
    return own;
  }

  return {
    identified: credentials !== null,
    current,
    forget: (scope) => void tokens.delete(scope),
    async send(url, scope, options) {
      const key = scope ?? "";
      const ask = (authorization: string | null) =>
        transport.send(url, { ...options, authorization });
      const sent = current(key);
      const answer = await ask(sent);
      if (answer.status !== 401 || url.origin !== origin) return answer;
      const known = current(key);
      if (known === null || known === sent) {
        const token = await sharedAnswer(answer, key, options.signal);
        if (!token) return answer;
        tokens.set(key, token);
      }
      await answer.body.dump();
      return ask(current(key));
    },
  };
}

/**
 * User names that say that the password is a refresh token: Docker's own, and Azure's, which `az acr login` has,
 * https://learn.microsoft.com/azure/container-registry/container-registry-authentication#individual-login-with-microsoft-entra-id
 */
const identities = new Set(["<token>", "00000000-0000-0000-0000-000000000000"]);

function withIdentity(given: Credentials): Credentials {
  return "password" in given && identities.has(given.username)
    ? { identityToken: given.password }
    : given;
}

/** At the greeting, which is of no repository, GHCR names one that is an example and does not exist. */
function wantedScope(challenged: string | undefined, asked: string): string {
  if (asked === "" && challenged?.startsWith("repository:")) return "";
  return challenged ?? asked;
}

/** Reads a WWW-Authenticate header with one challenge or several, https://www.rfc-editor.org/rfc/rfc9110#field.www-authenticate */
export function parseChallenges(text: string): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  const pattern =
    /([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([A-Za-z][A-Za-z0-9-]*)(?=\s|,|$)/g;
  for (const [, name, quoted, plain, scheme] of text.slice(0, 8192).matchAll(pattern)) {
    if (scheme) found.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const last = found.at(-1);
    if (name && last)
      last.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
  }
  return found;
}

/** Credentials go to another host only under TLS; in plain http only where the registry itself is. */
function tokenServer(realm: string, origin: string): URL {
  const registry = new URL(origin);
  if (!URL.canParse(realm)) throw badAnswer(registry, "challenge", "its realm is no address");
  const url = new URL(realm);
  const plainAllowed =
    url.protocol === "http:" &&
    registry.protocol === "http:" &&
    (url.hostname === registry.hostname ||
      (isLoopback(url.hostname) && isLoopback(registry.hostname)));
  if (url.protocol !== "https:" && !plainAllowed)
    throw new PlimsollError(
      "registry-answer",
      `${registry.host} sends for a token to ${url.protocol}//${url.host}, which is not protected`,
      {
        hint: "Credentials are not sent there. Give the registry's token server an https address.",
      },
    );
  if (url.username || url.password)
    throw badAnswer(registry, "challenge", "its realm holds credentials");
  return url;
}

function readToken(body: Buffer, realm: URL): Token {
  let fields: { token?: unknown; access_token?: unknown; expires_in?: unknown };
  try {
    fields = JSON.parse(body.toString()) ?? {};
  } catch (cause) {
    // The body may hold the token: it is not repeated.
    throw new PlimsollError("registry-answer", `${realm.host}: the token is no JSON`, {
      cause: (cause as Error).name,
    });
  }
  // Azure gives the second alone, Harbor an empty second, Docker Hub both.
  const token = fields.token || fields.access_token;
  if (typeof token !== "string" || token === "" || /[^\x21-\x7e]/.test(token))
    throw badAnswer(realm, "the request for a token", "it gave none");
  const seconds = typeof fields.expires_in === "number" ? fields.expires_in : 60;
  // A token that runs out on its way is of no use.
  return {
    authorization: `Bearer ${token}`,
    expires: Date.now() + Math.max(seconds - 10, 5) * 1000,
  };
}

function basicAuthorization(credentials: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
}
