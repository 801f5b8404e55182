import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { apiPrefix, createClient, type Issuer, type Session, ssoPath } from "@plimsoll/api";
import { startIssuer, type TestIssuer } from "@plimsoll/testkit/issuer";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Browser, openBrowser } from "../../test/fetch-browser.ts";
import {
  makeWorkspace,
  refusal,
  signInAs,
  startTestService,
  type TestService,
} from "../../test/harness.ts";

let service: TestService;
let real: TestIssuer;
let other: TestIssuer;
beforeAll(async () => {
  service = await startTestService();
  real = await startIssuer(redirectUri());
  other = await startIssuer(redirectUri());
});
afterAll(async () => {
  await service.close();
  await real.close();
  await other.close();
});

const redirectUri = () => `${service.url}${apiPrefix}/sso/callback`;

type Changes = Partial<Parameters<TestService["client"]["createIssuer"]>[0]["body"]>;
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

type Outcome = { readonly location: string | null; readonly session: Session | null };

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

const failed = (code: string) => ({ location: `/sign-in?error=${code}`, session: null });

describe("an issuer", () => {
  test("is kept with its secret sealed, which is never told again", async () => {
    const issuer = await add();
    expect(issuer).toMatchObject({ hasSecret: true, redirectUri: redirectUri(), people: 0 });
    const { items } = await service.client.listIssuers();
    expect(JSON.stringify(items)).not.toContain(real.clientSecret);
    const row = await service.database.db
      .selectFrom("issuer")
      .selectAll()
      .where("id", "=", issuer.id)
      .executeTakeFirstOrThrow();
    const kept = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString("latin1") : JSON.stringify(value),
    );
    expect(kept.join()).not.toContain(real.clientSecret);
    const { client } = service;
    expect(await client.testIssuer({ params: { id: issuer.id } })).toMatchObject({ passed: true });
  });

  test("whose name is taken is refused", async () => {
    const { name } = await add();
    expect(await refusal(add({ name: name.toUpperCase() }))).toMatchObject({ code: "conflict" });
  });

  test("that moves elsewhere wants its secret again, and takes nobody along", async () => {
    const issuer = await add({ admitAll: true });
    const update = (body: object) =>
      service.client.updateIssuer({ params: { id: issuer.id }, body });
    expect(await refusal(update({ issuer: other.url }))).toMatchObject({ code: "bad-request" });
    await signIn(issuer, join());
    const moved = { issuer: other.url, clientSecret: other.clientSecret };
    expect(await refusal(update(moved))).toMatchObject({ code: "conflict" });
  });

  test.each([
    ["nothing listens there", "http://127.0.0.1:9", "issuer-failed"],
    [
      "it is its configuration",
      "https://127.0.0.1/.well-known/openid-configuration",
      "bad-request",
    ],
    ["nobody protects the way there", "http://issuer.example.com", "bad-request"],
    ["it is where a cloud tells its keys", "https://169.254.169.254", "bad-request"],
    ["it has a password", "https://me:secret@127.0.0.1", "bad-request"],
  ])("is refused where %s", async (_, issuer, code) => {
    const problem = await refusal(add({ issuer }));
    expect(problem).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
  });

  test.each<[string, (url: string) => { type?: string; body: string }]>([
    ["calls itself otherwise", () => ({ body: JSON.stringify({ issuer: "https://x.example" }) })],
    ["answers with a page", () => ({ type: "text/html", body: "<p>Welcome" })],
    ["answers without an end", () => ({ body: `{"issuer":"${"x".repeat(3 * 2 ** 20)}"}` })],
    ["has no pages to sign in", (url) => ({ body: JSON.stringify({ issuer: url }) })],
  ])("that %s does not sign in", async (words, answer) => {
    const server = createServer((_, response) => {
      const { type = "application/json", body } = answer(url);
      response.writeHead(200, { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (!words.startsWith("has no")) {
      expect(await refusal(add({ issuer: url }))).toMatchObject({ code: "issuer-failed" });
      return;
    }
    const issuer = await add({ issuer: url });
    const back = await openBrowser().get(startOf(issuer));
    expect(back.headers.get("location")).toBe("/sign-in?error=issuer-failed");
  });

  test("that hangs is given up in time", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const problem = await refusal(add({ issuer }));
    expect(problem).toMatchObject({
      code: "issuer-failed",
      detail: expect.stringContaining("in time"),
    });
  }, 15_000);

  test("is for administrators of the platform", async () => {
    const workspace = await makeWorkspace(service);
    const { client } = await signInAs(service, {
      ...{ workspaceId: workspace.id, workspaceRole: "administrator" },
    });
    expect(await refusal(client.listIssuers())).toMatchObject({ code: "forbidden" });
  });
});

describe("somebody whom an issuer signs in", () => {
  test("gets an account by their groups, and goes where they wanted to", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await add({
      groups: [
        { group: "viewers", workspaceId: workspace.id, role: "viewer" },
        { group: "editors", workspaceId: workspace.id, role: "editor" },
      ],
    });
    const name = join({ groups: ["viewers", "editors", "others"], email: "some@body.example" });
    const browser = openBrowser();
    const { location, session } = await end(
      browser,
      await begin(browser, issuer, name, "/images?q=web#top"),
    );
    expect(location).toBe("/images?q=web#top");
    expect(session).toMatchObject({
      ...{ username: name, role: "editor", workspace, hasPassword: false },
    });
    const { items } = await service.client.listPeople({ query: { q: name } });
    expect(items).toMatchObject([
      {
        ...{ username: name, email: "some@body.example", issuers: [issuer.name], state: "active" },
        memberships: [{ workspace, role: "editor", byGroups: true }],
      },
    ]);
    const { items: noted } = await service.client.listAudit({ query: { target: name } });
    expect(noted.map(({ action }) => action)).toEqual(["session.create", "person.create"]);
    expect(noted[0]).toMatchObject({
      ...{ actor: { kind: "person", name }, outcome: "done" },
      after: { by: "single sign-on", issuer: issuer.name },
    });
  });

  test("gets none where nothing lets them in", async () => {
    const issuer = await add({ groups: [{ group: "a", workspaceId: null, role: "viewer" }] });
    const name = join({ groups: ["b"] });
    const browser = openBrowser();
    expect(await end(browser, await begin(browser, issuer, name, "/images?q=a"))).toEqual({
      ...{ location: "/sign-in?error=not-admitted&next=%2Fimages%3Fq%3Da", session: null },
    });
    const { items } = await service.client.listPeople({ query: { q: name } });
    expect(items).toEqual([]);
    const { items: noted } = await service.client.listAudit({ query: { actor: name } });
    expect(noted).toMatchObject([
      { action: "session.create", outcome: "refused", after: { reason: "not-admitted" } },
    ]);
  });

  test("sees what is public where everyone is admitted", async () => {
    const { session } = await signIn(await add({ admitAll: true }), join());
    expect(session).toMatchObject({ role: "viewer", workspace: null, workspaces: [] });
  });

  test.each<[string, unknown, boolean]>([
    ["a single text", "wanted", true],
    ["a list", ["x", "wanted"], true],
    ["a list with other things in it", [1, null, {}, "wanted"], true],
    ["an object", { wanted: true }, false],
    ["a text that has it among others", "x wanted", false],
    ["a long list", Array.from({ length: 6000 }, (_, n) => (n < 5999 ? `g${n}` : "wanted")), false],
  ])("is in a group that comes as %s", async (_, groups, admitted) => {
    const workspace = await makeWorkspace(service);
    const issuer = await add({
      groups: [{ group: "wanted", workspaceId: workspace.id, role: "viewer" }],
    });
    const { session } = await signIn(issuer, join({ groups }));
    expect(session !== null).toBe(admitted);
  });

  test("is in groups that a claim has further in", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await add({
      groupsClaim: "realm_access.roles",
      groups: [{ group: "wanted", workspaceId: workspace.id, role: "viewer" }],
    });
    const { session } = await signIn(issuer, join({ realm_access: { roles: ["wanted"] } }));
    expect(session?.workspace).toMatchObject(workspace);
  });

  test("is known by the subject, whatever their name becomes", async () => {
    const issuer = await add({ admitAll: true });
    const name = join();
    await signIn(issuer, name);
    change(name, { preferred_username: "admin", email: "admin@plimsoll.example" });
    const { session } = await signIn(issuer, name);
    expect(session?.username).toBe(name);
  });

  test("takes nobody's name, and no address leads to another's account", async () => {
    const { client } = service;
    const taken = `taken-${randomUUID().slice(0, 8)}`;
    await client.invitePerson({
      body: { username: taken, email: "same@body.example", administrator: true, memberships: [] },
    });
    const issuer = await add({ name: `Our Corp ${taken}`, admitAll: true });
    const claims = { preferred_username: taken.toUpperCase(), email: "same@body.example" };
    const names = [];
    for (const name of [join(claims), join(claims), join(claims)])
      names.push((await signIn(issuer, name)).session);
    const long = `${taken}@our-corp-${taken}`;
    expect(names).toMatchObject([
      { username: long, role: "viewer" },
      { username: `${long}-2`, role: "viewer" },
      { username: `${long}-3`, role: "viewer" },
    ]);
  });

  test("is another person at another issuer, though the subject is the same", async () => {
    const one = await add({ admitAll: true });
    const two = await add({ admitAll: true }, other);
    const name = join();
    other.people.set(name, { subject: `sub of ${name}`, claims: { preferred_username: name } });
    const first = await signIn(one, name);
    const second = await signIn(two, name);
    expect(first.session?.username).toBe(name);
    expect(second.session?.username).toMatch(`${name}@corp-`);
  });

  test("loses what groups gave with them, and keeps what was given by hand", async () => {
    const [given, grouped] = [await makeWorkspace(service), await makeWorkspace(service)];
    const issuer = await add({
      groups: [
        { group: "staff", workspaceId: grouped.id, role: "administrator" },
        { group: "staff", workspaceId: given.id, role: "administrator" },
      ],
    });
    const name = join({ groups: ["staff"] });
    await signIn(issuer, name);
    const person = async () => {
      const { items } = await service.client.listPeople({ query: { q: name } });
      return items[0];
    };
    const id = (await person())?.id ?? "";
    // The group's is taken away for a moment, so that an administrator can give another.
    change(name, { groups: [] });
    expect(await signIn(issuer, name)).toEqual(failed("not-admitted"));
    const memberships = [{ workspaceId: given.id, role: "viewer" as const }];
    await service.client.updatePerson({ params: { id }, body: { memberships } });
    change(name, { groups: ["staff"] });
    await signIn(issuer, name);
    const shown = async () =>
      (await person())?.memberships.map(({ workspace, role, byGroups }) => [
        ...[workspace.id, role, byGroups],
      ]);
    expect(new Set(await shown())).toEqual(
      new Set([
        [given.id, "viewer", false],
        [grouped.id, "administrator", true],
      ]),
    );
    change(name, { groups: [] });
    const { session } = await signIn(issuer, name);
    expect(session).toMatchObject({ role: "viewer", workspace: given });
    expect(await shown()).toEqual([[given.id, "viewer", false]]);
  });

  test("who is in none of the groups any more is refused, and signed out everywhere", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await add({
      groups: [{ group: "staff", workspaceId: workspace.id, role: "editor" }],
    });
    const name = join({ groups: "staff" });
    const before = openBrowser();
    await signIn(issuer, name, before);
    change(name, { groups: [] });
    expect(await signIn(issuer, name)).toEqual(failed("not-admitted"));
    expect(await sessionOf(before)).toBeNull();
  });

  test("administers the platform as long as a group says so", async () => {
    const issuer = await add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
      admitAll: true,
    });
    const name = join({ groups: ["root"] });
    expect((await signIn(issuer, name)).session?.role).toBe("administrator");
    change(name, { groups: [] });
    expect((await signIn(issuer, name)).session?.role).toBe("viewer");
  });

  test("whom an administrator made one stays one", async () => {
    const issuer = await add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
      admitAll: true,
    });
    const name = join();
    await signIn(issuer, name);
    const { items } = await service.client.listPeople({ query: { q: name } });
    const params = { id: items[0]?.id ?? "" };
    await service.client.updatePerson({ params, body: { administrator: true } });
    change(name, { groups: ["root"] });
    await signIn(issuer, name);
    change(name, { groups: [] });
    expect((await signIn(issuer, name)).session?.role).toBe("administrator");
  });

  test("is refused while disabled", async () => {
    const issuer = await add({ admitAll: true });
    const name = join();
    await signIn(issuer, name);
    const { items } = await service.client.listPeople({ query: { q: name } });
    const params = { id: items[0]?.id ?? "" };
    await service.client.updatePerson({ params, body: { disabled: true } });
    expect(await signIn(issuer, name)).toEqual(failed("forbidden"));
  });

  test("who comes twice at once has one account", async () => {
    const issuer = await add({ admitAll: true });
    const name = join();
    const browsers = [openBrowser(), openBrowser(), openBrowser()];
    const callbacks = await Promise.all(browsers.map((one) => begin(one, issuer, name)));
    const ends = await Promise.all(browsers.map((one, n) => end(one, callbacks[n] ?? "")));
    expect(ends.map(({ session }) => session?.username)).toEqual([name, name, name]);
  });
});

describe("a way back", () => {
  test("counts once", async () => {
    const issuer = await add({ admitAll: true });
    const name = join();
    const browser = openBrowser();
    const callback = await begin(browser, issuer, name);
    const kept = browser.cookies(service.url);
    expect((await end(browser, callback)).session).not.toBeNull();
    // Its cookie is gone; somebody who kept it finds the code used up.
    expect(await end(openBrowser(), callback)).toEqual(failed("issuer-failed"));
    const again = await fetch(callback, { redirect: "manual", headers: { cookie: kept } });
    expect(again.headers.get("location")).toBe("/sign-in?error=issuer-failed");
    expect(again.headers.getSetCookie().join()).not.toContain("plimsoll_session=");
  });

  test("of another's sign-in signs nobody in: neither without a beginning nor with one of one's own", async () => {
    const issuer = await add({ admitAll: true });
    const mallory = openBrowser();
    const theirs = await begin(mallory, issuer, join());
    expect(await end(openBrowser(), theirs)).toEqual(failed("issuer-failed"));
    const victim = openBrowser();
    await begin(victim, issuer, join());
    expect(await end(victim, theirs)).toEqual(failed("issuer-failed"));
  });

  test.each<[string, (url: URL) => void]>([
    ["from another issuer", (url) => url.searchParams.set("iss", "https://mallory.example")],
    ["from nobody", (url) => url.searchParams.delete("iss")],
    ["with another state", (url) => url.searchParams.set("state", "x".repeat(43))],
    ["without a state", (url) => url.searchParams.delete("state")],
    ["with another code", (url) => url.searchParams.set("code", "x")],
    ["with two codes", (url) => url.searchParams.append("code", "x")],
    ["with a refusal", (url) => url.searchParams.set("error", "access_denied")],
    ["with nothing", (url) => (url.search = "")],
  ])("%s leads to the page to sign in", async (_, alter) => {
    const browser = openBrowser();
    const url = new URL(await begin(browser, await add({ admitAll: true }), join()));
    alter(url);
    expect(await end(browser, url.href)).toEqual(failed("issuer-failed"));
  });

  test("is bound to a cookie that no script and no form of another site has", async () => {
    const answer = await openBrowser().get(startOf(await add()));
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^plimsoll_sso=[\w-]+;.*Max-Age=600;.*Path=\/api\/v1\/sso;.*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const asked = new URL(answer.headers.get("location") ?? "").searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("redirect_uri")).toBe(redirectUri());
    for (const secret of [asked.get("state"), asked.get("nonce")])
      expect(cookie).not.toContain(secret);
  });
});

test.each(["none", randomUUID()])(
  "an issuer that is none (%s) leads to the page to sign in",
  async (id) => {
    const answer = await openBrowser().get(
      `${service.url}${apiPrefix}${ssoPath(id)}?returnTo=//evil.example`,
    );
    expect(answer.headers.get("location")).toBe("/sign-in?error=issuer-failed");
  },
);

test("who asks too often is told so on the page to sign in", async () => {
  const path = `${apiPrefix}${ssoPath(randomUUID())}`;
  // Of an address that only this test has: others of this suite go on.
  const headers = { "x-forwarded-for": "192.0.2.44" };
  const ask = () => fetch(`${service.url}${path}`, { redirect: "manual", headers });
  const answers = [];
  for (let n = 0; n < 61; n++) answers.push((await ask()).headers.get("location"));
  expect(answers.at(0)).toBe("/sign-in?error=issuer-failed");
  expect(answers.at(-1)).toBe("/sign-in?error=too-many-attempts");
});

describe("an issuer that is gone", () => {
  test.each<[string, (id: string) => Promise<unknown>]>([
    ["removed", (id) => service.client.deleteIssuer({ params: { id } })],
    ["disabled", (id) => service.client.updateIssuer({ params: { id }, body: { enabled: false } })],
  ])("(%s) signs nobody in, and whom it alone signs in is signed out", async (_, away) => {
    const issuer = await add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
    });
    const name = join({ groups: ["root"] });
    const [signedIn, under] = [openBrowser(), openBrowser()];
    await signIn(issuer, name, signedIn);
    const callback = await begin(under, issuer, name);
    await away(issuer.id);
    expect(await sessionOf(signedIn)).toBeNull();
    expect(await end(under, callback)).toEqual(failed("issuer-failed"));
    const back = await openBrowser().get(startOf(issuer, "/images"));
    expect(back.headers.get("location")).toBe("/sign-in?error=issuer-failed&next=%2Fimages");
  });

  test("takes along who administers by its groups", async () => {
    const issuer = await add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
    });
    const name = join({ groups: ["root"] });
    await signIn(issuer, name);
    await service.client.deleteIssuer({ params: { id: issuer.id } });
    const { items } = await service.client.listPeople({ query: { q: name } });
    expect(items).toMatchObject([{ administrator: false, memberships: [], issuers: [] }]);
  });
});
