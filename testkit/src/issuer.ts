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

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
