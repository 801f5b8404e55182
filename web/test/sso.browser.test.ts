import { chromiumPath, findAccessFaults } from "@plimsoll/testkit";
import { startIssuer, type TestIssuer } from "@plimsoll/testkit/issuer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Console, faultsOf, type Page, rowOf, startConsole } from "./console.ts";

describe.skipIf(chromiumPath === undefined)("single sign-on", () => {
  let app: Console;
  let admin: Page;
  let issuer: TestIssuer;
  beforeAll(async () => {
    app = await startConsole();
    admin = await app.open("/people?view=workspaces");
    await admin.getByRole("button", { name: "Add a workspace" }).click();
    await admin.getByRole("dialog").getByLabel("Name").fill("Harbour crew");
    await admin.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { level: 2, name: "Harbour crew" }).waitFor();
    await admin.goto("/people?view=issuers");
    const redirectUri = await admin.locator("code").first().textContent();
    issuer = await startIssuer(redirectUri ?? "");
    issuer.people.set("vera", {
      subject: "of vera",
      claims: { preferred_username: "vera", groups: ["crew"] },
    });
    issuer.people.set("otto", { subject: "of otto", claims: { preferred_username: "otto" } });
  });
  afterAll(async () => {
    await app?.close();
    await issuer?.close();
  });

  /** At the issuer's own pages, in the same window. */
  async function signInThere(page: Page, name: string): Promise<void> {
    await page.getByRole("link", { name: "Sign in with Harbour office" }).click();
    await page.waitForURL((url) => url.origin === issuer.url);
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
    await page.waitForURL(/\/interaction\/.+/);
    await page.locator("form input[name=prompt][value=consent]").waitFor({ state: "attached" });
    await page.locator("button[type=submit]").click();
    await page.waitForURL((url) => url.origin !== issuer.url);
  }

  it("is set up with an issuer whose groups say who may what", async () => {
    await admin.getByRole("button", { name: "Add an issuer" }).first().click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Harbour office");
    await dialog
      .getByRole("textbox", { name: "Issuer", exact: true })
      .fill(`${issuer.url}/nowhere`);
    await dialog.getByLabel("Client id").fill(issuer.clientId);
    await dialog.getByLabel("Client secret", { exact: true }).fill(issuer.clientSecret);
    await dialog.getByLabel("Scopes").fill("openid profile email groups");
    await dialog.getByRole("button", { name: "Add a group" }).click();
    await dialog.getByRole("textbox", { name: "Group", exact: true }).fill("crew");
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await admin.getByRole("option", { name: "Editor", exact: true }).click();
    expect(await findAccessFaults(admin)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByRole("textbox", { name: "Issuer", exact: true }).fill(issuer.url);
    await dialog.getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { level: 2, name: "Harbour office" }).waitFor();
    await admin.getByRole("button", { name: "Test Harbour office" }).click();
    await admin.getByText("It answers", { exact: true }).waitFor();
    expect(await admin.content()).not.toContain(issuer.clientSecret);
  });

  it("leads to the issuer and back to where one wanted to go", async () => {
    const page = await app.visit("/images?q=gateway");
    await page.getByRole("link", { name: "Sign in with Harbour office" }).waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    await signInThere(page, "vera");
    await page.getByRole("heading", { level: 1, name: "Images" }).waitFor();
    expect(new URL(page.url()).search).toBe("?q=gateway");
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByText("vera · Editor", { exact: true }).waitFor();
    expect(faultsOf(page)).toEqual([]);

    await admin.goto("/people");
    await rowOf(admin, "vera").getByText("Harbour office").waitFor();
  });

  it("tells whom nothing lets in, and signs nobody in", async () => {
    const page = await app.visit("/images");
    await signInThere(page, "otto");
    await page.getByRole("alert").getByText("You are not let in").waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    expect(await page.context().cookies()).not.toContainEqual(
      expect.objectContaining({ name: "plimsoll_session" }),
    );
    expect(faultsOf(page)).toEqual([]);
  });

  it("tells that the issuer is away", async () => {
    const page = await app.visit("/sign-in?next=/scans");
    await issuer.close();
    await page.getByRole("link", { name: "Sign in with Harbour office" }).click();
    await page.getByRole("alert").getByText("Single sign-on failed").waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/scans");
    await admin.goto("/people?view=issuers");
    await admin.getByRole("button", { name: "Test Harbour office" }).click();
    await admin.getByText(/cannot be reached \(ECONNREFUSED\)/).waitFor();
  });
});
