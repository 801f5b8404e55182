import { randomUUID } from "node:crypto";
import { apiPrefix, ssoPath } from "@plimsoll/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../../test/fetch-browser.ts";
import type { TestService } from "../../test/harness.ts";
import { failed, type SingleSignOn, startSingleSignOn } from "../../test/single-sign-on.ts";

let sso: SingleSignOn;
let service: TestService;
beforeAll(async () => {
  sso = await startSingleSignOn();
  service = sso.service;
});
afterAll(() => sso.close());

describe("a way back", () => {
  test("counts once", async () => {
    const issuer = await sso.add({ admitAll: true });
    const name = sso.join();
    const browser = openBrowser();
    const callback = await sso.begin(browser, issuer, name);
    const kept = browser.cookies(service.url);
    expect((await sso.end(browser, callback)).session).not.toBeNull();
    // Its cookie is gone; somebody who kept it finds the code used up.
    expect(await sso.end(openBrowser(), callback)).toEqual(failed("issuer-failed"));
    const again = await fetch(callback, { redirect: "manual", headers: { cookie: kept } });
    expect(again.headers.get("location")).toBe("/sign-in?error=issuer-failed");
    expect(again.headers.getSetCookie().join()).not.toContain("plimsoll_session=");
  });

  test("of another's sign-in signs nobody in: neither without a beginning nor with one of one's own", async () => {
    const issuer = await sso.add({ admitAll: true });
    const mallory = openBrowser();
    const theirs = await sso.begin(mallory, issuer, sso.join());
    expect(await sso.end(openBrowser(), theirs)).toEqual(failed("issuer-failed"));
    const victim = openBrowser();
    await sso.begin(victim, issuer, sso.join());
    expect(await sso.end(victim, theirs)).toEqual(failed("issuer-failed"));
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
    const url = new URL(await sso.begin(browser, await sso.add({ admitAll: true }), sso.join()));
    alter(url);
    expect(await sso.end(browser, url.href)).toEqual(failed("issuer-failed"));
  });

  test("is bound to a cookie that no script and no form of another site has", async () => {
    const answer = await openBrowser().get(sso.startOf(await sso.add()));
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^plimsoll_sso=[\w-]+;.*Max-Age=600;.*Path=\/api\/v1\/sso;.*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const asked = new URL(answer.headers.get("location") ?? "").searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("redirect_uri")).toBe(sso.redirectUri);
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
