import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../../test/fetch-browser.ts";
import { makeWorkspace, type TestService } from "../../test/harness.ts";
import { failed, type SingleSignOn, startSingleSignOn } from "../../test/single-sign-on.ts";

let sso: SingleSignOn;
let service: TestService;
beforeAll(async () => {
  sso = await startSingleSignOn();
  service = sso.service;
});
afterAll(() => sso.close());

describe("somebody whom an issuer signs in", () => {
  test("gets an account by their groups, and goes where they wanted to", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await sso.add({
      groups: [
        { group: "viewers", workspaceId: workspace.id, role: "viewer" },
        { group: "editors", workspaceId: workspace.id, role: "editor" },
      ],
    });
    const name = sso.join({ groups: ["viewers", "editors", "others"], email: "some@body.example" });
    const browser = openBrowser();
    const { location, session } = await sso.end(
      browser,
      await sso.begin(browser, issuer, name, "/images?q=web#top"),
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
    const issuer = await sso.add({ groups: [{ group: "a", workspaceId: null, role: "viewer" }] });
    const name = sso.join({ groups: ["b"] });
    const browser = openBrowser();
    expect(await sso.end(browser, await sso.begin(browser, issuer, name, "/images?q=a"))).toEqual({
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
    const { session } = await sso.signIn(await sso.add({ admitAll: true }), sso.join());
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
    const issuer = await sso.add({
      groups: [{ group: "wanted", workspaceId: workspace.id, role: "viewer" }],
    });
    const { session } = await sso.signIn(issuer, sso.join({ groups }));
    expect(session !== null).toBe(admitted);
  });

  test("is in groups that a claim has further in", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await sso.add({
      groupsClaim: "realm_access.roles",
      groups: [{ group: "wanted", workspaceId: workspace.id, role: "viewer" }],
    });
    const { session } = await sso.signIn(issuer, sso.join({ realm_access: { roles: ["wanted"] } }));
    expect(session?.workspace).toMatchObject(workspace);
  });

  test("is known by the subject, whatever their name becomes", async () => {
    const issuer = await sso.add({ admitAll: true });
    const name = sso.join();
    await sso.signIn(issuer, name);
    sso.change(name, { preferred_username: "admin", email: "admin@plimsoll.example" });
    const { session } = await sso.signIn(issuer, name);
    expect(session?.username).toBe(name);
  });

  test("takes nobody's name, and no address leads to another's account", async () => {
    const { client } = service;
    const taken = `taken-${randomUUID().slice(0, 8)}`;
    await client.invitePerson({
      body: { username: taken, email: "same@body.example", administrator: true, memberships: [] },
    });
    const issuer = await sso.add({ name: `Our Corp ${taken}`, admitAll: true });
    const claims = { preferred_username: taken.toUpperCase(), email: "same@body.example" };
    const names = [];
    for (const name of [sso.join(claims), sso.join(claims), sso.join(claims)])
      names.push((await sso.signIn(issuer, name)).session);
    const long = `${taken}@our-corp-${taken}`;
    expect(names).toMatchObject([
      { username: long, role: "viewer" },
      { username: `${long}-2`, role: "viewer" },
      { username: `${long}-3`, role: "viewer" },
    ]);
  });

  test("is another person at another issuer, though the subject is the same", async () => {
    const one = await sso.add({ admitAll: true });
    const two = await sso.add({ admitAll: true }, sso.other);
    const name = sso.join();
    sso.other.people.set(name, { subject: `sub of ${name}`, claims: { preferred_username: name } });
    const first = await sso.signIn(one, name);
    const second = await sso.signIn(two, name);
    expect(first.session?.username).toBe(name);
    expect(second.session?.username).toMatch(`${name}@corp-`);
  });

  test("loses what groups gave with them, and keeps what was given by hand", async () => {
    const [given, grouped] = [await makeWorkspace(service), await makeWorkspace(service)];
    const issuer = await sso.add({
      groups: [
        { group: "staff", workspaceId: grouped.id, role: "administrator" },
        { group: "staff", workspaceId: given.id, role: "administrator" },
      ],
    });
    const name = sso.join({ groups: ["staff"] });
    await sso.signIn(issuer, name);
    const person = async () => {
      const { items } = await service.client.listPeople({ query: { q: name } });
      return items[0];
    };
    const id = (await person())?.id ?? "";
    // The group's is taken away for a moment, so that an administrator can give another.
    sso.change(name, { groups: [] });
    expect(await sso.signIn(issuer, name)).toEqual(failed("not-admitted"));
    const memberships = [{ workspaceId: given.id, role: "viewer" as const }];
    await service.client.updatePerson({ params: { id }, body: { memberships } });
    sso.change(name, { groups: ["staff"] });
    await sso.signIn(issuer, name);
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
    sso.change(name, { groups: [] });
    const { session } = await sso.signIn(issuer, name);
    expect(session).toMatchObject({ role: "viewer", workspace: given });
    expect(await shown()).toEqual([[given.id, "viewer", false]]);
  });

  test("who is in none of the groups any more is refused, and signed out everywhere", async () => {
    const workspace = await makeWorkspace(service);
    const issuer = await sso.add({
      groups: [{ group: "staff", workspaceId: workspace.id, role: "editor" }],
    });
    const name = sso.join({ groups: "staff" });
    const before = openBrowser();
    await sso.signIn(issuer, name, before);
    sso.change(name, { groups: [] });
    expect(await sso.signIn(issuer, name)).toEqual(failed("not-admitted"));
    expect(await sso.sessionOf(before)).toBeNull();
  });

  test("administers the platform as long as a group says so", async () => {
    const issuer = await sso.add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
      admitAll: true,
    });
    const name = sso.join({ groups: ["root"] });
    expect((await sso.signIn(issuer, name)).session?.role).toBe("administrator");
    sso.change(name, { groups: [] });
    expect((await sso.signIn(issuer, name)).session?.role).toBe("viewer");
  });

  test("whom an administrator made one stays one", async () => {
    const issuer = await sso.add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
      admitAll: true,
    });
    const name = sso.join();
    await sso.signIn(issuer, name);
    const { items } = await service.client.listPeople({ query: { q: name } });
    const params = { id: items[0]?.id ?? "" };
    await service.client.updatePerson({ params, body: { administrator: true } });
    sso.change(name, { groups: ["root"] });
    await sso.signIn(issuer, name);
    sso.change(name, { groups: [] });
    expect((await sso.signIn(issuer, name)).session?.role).toBe("administrator");
  });

  test("is refused while disabled", async () => {
    const issuer = await sso.add({ admitAll: true });
    const name = sso.join();
    await sso.signIn(issuer, name);
    const { items } = await service.client.listPeople({ query: { q: name } });
    const params = { id: items[0]?.id ?? "" };
    await service.client.updatePerson({ params, body: { disabled: true } });
    expect(await sso.signIn(issuer, name)).toEqual(failed("forbidden"));
  });

  test("who comes twice at once has one account", async () => {
    const issuer = await sso.add({ admitAll: true });
    const name = sso.join();
    const browsers = [openBrowser(), openBrowser(), openBrowser()];
    const callbacks = await Promise.all(browsers.map((one) => sso.begin(one, issuer, name)));
    const ends = await Promise.all(browsers.map((one, n) => sso.end(one, callbacks[n] ?? "")));
    expect(ends.map(({ session }) => session?.username)).toEqual([name, name, name]);
  });
});
