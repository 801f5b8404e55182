import { randomUUID } from "node:crypto";
import { apiPrefix, createClient, type Issuer, type Session, ssoPath } from "@plimsoll/api";
import { startIssuer, type TestIssuer } from "@plimsoll/testkit/issuer";
import { expect } from "vitest";
import { type Browser, openBrowser } from "./fetch-browser.ts";
import { startTestService, type TestService } from "./harness.ts";

type Changes = Partial<Parameters<TestService["client"]["createIssuer"]>[0]["body"]>;

type Outcome = { readonly location: string | null; readonly session: Session | null };

export type SingleSignOn = Awaited<ReturnType<typeof startSingleSignOn>>;

/** A service and two issuers that know it, and what is done at them: by administrators, by people and by browsers. */
export async function startSingleSignOn() {
  const service = await startTestService();
  const redirectUri = `${service.url}${apiPrefix}/sso/callback`;
  const real = await startIssuer(redirectUri);
  const other = await startIssuer(redirectUri);

  async function add(changes: Changes = {}, at: TestIssuer = real): Promise<Issuer> {
    const { url: issuer, clientId, clientSecret } = at;
    return service.client.createIssuer({
      body: {
        ...{ name: `Corp ${randomUUID()}`, issuer, clientId, clientSecret },
        ...{ scopes: "openid profile email groups", usernameClaim: "preferred_username" },
        ...{ groupsClaim: "groups", groups: [], admitAll: false, enabled: true, ...changes },
      },
    });
  }

  /** Somebody new at the issuer; the name is theirs alone. */
  function join(claims: Record<string, unknown> = {}, at: TestIssuer = real): string {
    const name = `p-${randomUUID().slice(0, 13)}`;
    at.people.set(name, {
      subject: `sub of ${name}`,
      claims: { preferred_username: name, ...claims },
    });
    return name;
  }

  function change(name: string, claims: Record<string, unknown>, at: TestIssuer = real): void {
    const found = at.people.get(name);
    if (found === undefined) throw new Error(`${name} is nobody`);
    at.people.set(name, { ...found, claims: { ...found.claims, ...claims } });
  }

  const startOf = (issuer: Issuer, returnTo?: string) =>
    `${service.url}${apiPrefix}${ssoPath(issuer.id)}${returnTo === undefined ? "" : `?returnTo=${encodeURIComponent(returnTo)}`}`;

  /** To the issuer and through its pages; the address that the browser is sent back to. */
  async function begin(
    browser: Browser,
    issuer: Issuer,
    name: string,
    returnTo?: string,
  ): Promise<string> {
    const answer = await browser.get(startOf(issuer, returnTo));
    expect(answer.status).toBe(302);
    return browser.signInAt(answer.headers.get("location") ?? "", name, service.url);
  }

  async function end(browser: Browser, callback: string): Promise<Outcome> {
    const answer = await browser.get(callback);
    expect(answer.status).toBe(302);
    return { location: answer.headers.get("location"), session: await sessionOf(browser) };
  }

  async function sessionOf(browser: Browser): Promise<Session | null> {
    const headers = { cookie: browser.cookies(service.url) };
    const client = createClient({ origin: service.url, headers });
    return client.getSession().catch(() => null);
  }

  async function signIn(
    issuer: Issuer,
    name: string,
    browser: Browser = openBrowser(),
  ): Promise<Outcome> {
    return end(browser, await begin(browser, issuer, name));
  }

  const close = async () => {
    await service.close();
    await real.close();
    await other.close();
  };
  return {
    ...{ service, redirectUri, real, other, close },
    ...{ add, join, change, startOf, begin, end, sessionOf, signIn },
  };
}

/** What somebody who is not let in comes back with. */
export const failed = (code: string): Outcome => ({
  location: `/sign-in?error=${code}`,
  session: null,
});
