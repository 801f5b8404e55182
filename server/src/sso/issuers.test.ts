import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openBrowser } from "../../test/fetch-browser.ts";
import { makeWorkspace, refusal, signInAs, type TestService } from "../../test/harness.ts";
import { failed, type SingleSignOn, startSingleSignOn } from "../../test/single-sign-on.ts";

let sso: SingleSignOn;
let service: TestService;
beforeAll(async () => {
  sso = await startSingleSignOn();
  service = sso.service;
});
afterAll(() => sso.close());

describe("an issuer", () => {
  test("is kept with its secret sealed, which is never told again", async () => {
    const issuer = await sso.add();
    expect(issuer).toMatchObject({ hasSecret: true, redirectUri: sso.redirectUri, people: 0 });
    const { items } = await service.client.listIssuers();
    expect(JSON.stringify(items)).not.toContain(sso.real.clientSecret);
    const row = await service.database.db
      .selectFrom("issuer")
      .selectAll()
      .where("id", "=", issuer.id)
      .executeTakeFirstOrThrow();
    const kept = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString("latin1") : JSON.stringify(value),
    );
    expect(kept.join()).not.toContain(sso.real.clientSecret);
    const { client } = service;
    expect(await client.testIssuer({ params: { id: issuer.id } })).toMatchObject({ passed: true });
  });

  test("whose name is taken is refused", async () => {
    const { name } = await sso.add();
    expect(await refusal(sso.add({ name: name.toUpperCase() }))).toMatchObject({
      code: "conflict",
    });
  });

  test("that moves elsewhere wants its secret again, and takes nobody along", async () => {
    const issuer = await sso.add({ admitAll: true });
    const update = (body: object) =>
      service.client.updateIssuer({ params: { id: issuer.id }, body });
    expect(await refusal(update({ issuer: sso.other.url }))).toMatchObject({ code: "bad-request" });
    await sso.signIn(issuer, sso.join());
    const moved = { issuer: sso.other.url, clientSecret: sso.other.clientSecret };
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
    const problem = await refusal(sso.add({ issuer }));
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
      expect(await refusal(sso.add({ issuer: url }))).toMatchObject({ code: "issuer-failed" });
      return;
    }
    const issuer = await sso.add({ issuer: url });
    const back = await openBrowser().get(sso.startOf(issuer));
    expect(back.headers.get("location")).toBe("/sign-in?error=issuer-failed");
  });

  test("that hangs is given up in time", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const problem = await refusal(sso.add({ issuer }));
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

describe("an issuer that is gone", () => {
  test.each<[string, (id: string) => Promise<unknown>]>([
    ["removed", (id) => service.client.deleteIssuer({ params: { id } })],
    ["disabled", (id) => service.client.updateIssuer({ params: { id }, body: { enabled: false } })],
  ])("(%s) signs nobody in, and whom it alone signs in is signed out", async (_, away) => {
    const issuer = await sso.add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
    });
    const name = sso.join({ groups: ["root"] });
    const [signedIn, under] = [openBrowser(), openBrowser()];
    await sso.signIn(issuer, name, signedIn);
    const callback = await sso.begin(under, issuer, name);
    await away(issuer.id);
    expect(await sso.sessionOf(signedIn)).toBeNull();
    expect(await sso.end(under, callback)).toEqual(failed("issuer-failed"));
    const back = await openBrowser().get(sso.startOf(issuer, "/images"));
    expect(back.headers.get("location")).toBe("/sign-in?error=issuer-failed&next=%2Fimages");
  });

  test("takes along who administers by its groups", async () => {
    const issuer = await sso.add({
      groups: [{ group: "root", workspaceId: null, role: "administrator" }],
    });
    const name = sso.join({ groups: ["root"] });
    await sso.signIn(issuer, name);
    await service.client.deleteIssuer({ params: { id: issuer.id } });
    const { items } = await service.client.listPeople({ query: { q: name } });
    expect(items).toMatchObject([{ administrator: false, memberships: [], issuers: [] }]);
  });
});
