import { startIssuer } from "@plimsoll/testkit/issuer";
import { expect, onTestFinished, test } from "vitest";
import { openBrowser } from "../../test/fetch-browser.ts";
import { startTestService } from "../../test/harness.ts";

test("issuers send people back to where the settings say, whatever name a browser has for it", async () => {
  const service = await startTestService(undefined, undefined, {
    PLIMSOLL_PUBLIC_URL: "https://plimsoll.example.com/",
  });
  onTestFinished(service.close);
  const redirectUri = "https://plimsoll.example.com/api/v1/sso/callback";
  const real = await startIssuer(redirectUri);
  onTestFinished(real.close);
  const { url: issuer, clientId, clientSecret } = real;
  const made = await service.client.createIssuer({
    body: { name: "Corp", issuer, clientId, clientSecret, admitAll: true },
  });
  expect(made.redirectUri).toBe(redirectUri);
  expect(await service.client.listIssuers()).toMatchObject({ redirectUri });
  const answer = await openBrowser().get(`${service.url}/api/v1/sso/${made.id}/start`);
  const asked = new URL(answer.headers.get("location") ?? "");
  expect(asked.origin).toBe(real.url);
  expect(asked.searchParams.get("redirect_uri")).toBe(redirectUri);
});
