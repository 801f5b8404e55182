import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** Somebody at an issuer, by the name that they sign in with there. */
export type AtIssuer = {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
};

export type TestIssuer = {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As they are now; a test changes them. */
  readonly people: Map<string, AtIssuer>;
  close(): Promise<void>;
};

/** A real issuer of OpenID Connect on loopback, with pages of its own to sign in and to consent, which take any password. */
export async function startIssuer(redirectUri: string): Promise<TestIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, AtIssuer>();
  const client = { clientId: "plimsoll", clientSecret: "a secret of the client & more: %" };
  const configuration: Configuration = {
    clients: [
      {
        ...{ client_id: client.clientId, client_secret: client.clientSecret },
        redirect_uris: [redirectUri],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["preferred_username", "realm_access"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    scopes: ["openid", "profile", "email", "groups"],
    pkce: { required: () => true },
    cookies: { keys: ["of a test"] },
    findAccount: (_, name) => {
      const found = people.get(name);
      if (found === undefined) return undefined;
      return {
        accountId: name,
        claims: () => ({ ...found.claims, sub: found.subject }),
      };
    },
  };
  const provider = new Provider(url, configuration);
  server.on("request", provider.callback());
  return { url, ...client, people, close: () => close(server) };
}

/** A browser without pages: it keeps cookies, and goes where it is sent. */
export type Browser = {
  /** One request, redirects not followed. */
  get(url: string): Promise<Response>;
  /** Signs in at an issuer's pages, until it is sent to an address of `origin`; that address. */
  signInAt(url: string, name: string, origin: string): Promise<string>;
  cookies(url: string): string;
};

export function openBrowser(): Browser {
  // Cookies know no ports, hosts of tests differ by them alone: each has a jar.
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const cookies = (url: string) =>
    [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (url: string, form?: Record<string, string>) => {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: cookies(url) },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const over = /expires=Thu, 01 Jan 1970/i.test(line);
      if (over || value === "") jarOf(url).delete(name);
      else jarOf(url).set(name, value);
    }
    return answer;
  };
  return {
    get: (url) => send(url),
    cookies,
    signInAt: async (start, name, origin) => {
      let url = start;
      let form: Record<string, string> | undefined;
      for (let steps = 0; steps < 20; steps++) {
        if (new URL(url).origin === origin) return url;
        const answer = await send(url, form);
        form = undefined;
        const location = answer.headers.get("location");
        if (location !== null) {
          url = new URL(location, url).href;
          continue;
        }
        const page = await answer.text();
        const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? [];
        const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
        if (action === undefined || prompt === undefined)
          throw new Error(`${url} answers ${answer.status}: ${page.slice(0, 500)}`);
        url = new URL(action, url).href;
        form = prompt === "login" ? { prompt, login: name, password: "any" } : { prompt };
      }
      throw new Error("the issuer's pages lead in circles");
    },
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
