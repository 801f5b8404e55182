import { adminPassword, chromiumPath } from "@plimsoll/testkit";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Console,
  faultsOf,
  type Page,
  rowOf,
  settledFaults,
  startConsole,
} from "./console.ts";

const password = "four words are enough";

describe.skipIf(chromiumPath === undefined)("people", () => {
  let app: Console;
  let admin: Page;
  beforeAll(async () => {
    app = await startConsole();
    admin = await app.open("/people?view=workspaces");
    for (const name of ["Harbour crew", "Night watch"]) {
      await admin.getByRole("button", { name: "Add a workspace" }).click();
      await admin.getByRole("dialog").getByLabel("Name").fill(name);
      await admin.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await admin.getByRole("heading", { level: 2, name }).waitFor();
    }
  });
  afterAll(() => app?.close());

  /** Invites by the dialog, and answers the link that it shows. */
  async function invite(username: string, workspace: string, role: string): Promise<string> {
    await admin.goto("/people");
    await admin.getByRole("button", { name: "Add somebody" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("User name").fill(username);
    await dialog.getByRole("button", { name: "Add to a workspace" }).click();
    await choose(admin, "Workspace", workspace);
    await choose(admin, "Role", role);
    expect(await settledFaults(admin)).toEqual([]);
    await dialog.getByRole("button", { name: "Add somebody" }).click();
    const link = await dialog.locator("code").textContent();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    return link ?? "";
  }

  async function choose(page: Page, label: string, option: string): Promise<void> {
    await page.getByRole("dialog").getByRole("combobox", { name: label }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }

  /** By the link, as whoever it was sent to: chooses a password and signs in. */
  async function accept(link: string, username: string): Promise<Page> {
    const page = await app.visit(link);
    await page.getByText(`Your user name is ${username}.`).waitFor();
    expect(await settledFaults(page)).toEqual([]);
    await page.getByLabel("New password").fill(password);
    await page.getByRole("button", { name: "Set the password" }).click();
    await signIn(page, username);
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    return page;
  }

  async function signIn(page: Page, username: string): Promise<void> {
    await page.getByLabel("User name").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  it("are let in by a link that is used once, and are offered only what they may", async () => {
    const link = await invite("vera", "Harbour crew", "Viewer");
    const vera = await accept(link, "vera");
    await vera.getByRole("link", { name: "Images", exact: true }).click();
    await rowOf(vera, "shop/storefront").waitFor();
    for (const name of ["Registry integration", "Scanners", "People", "Settings"])
      expect(await vera.getByRole("link", { name }).count()).toBe(0);
    await vera.getByRole("link", { name: "shop/storefront", exact: true }).click();
    await vera.getByRole("button", { name: /^Actions for shop\/storefront:2.4/ }).click();
    await vera.getByRole("menuitem", { name: "Copy pull command" }).waitFor();
    expect(await vera.getByRole("menuitem", { name: "Scan", exact: true }).count()).toBe(0);
    for (const path of ["/people?view=audit", "/settings"]) {
      await vera.goto(path);
      await vera.getByText("Not allowed").waitFor();
    }

    const again = await app.visit(link);
    await again.getByText("This link opens nothing").waitFor();
    expect([...faultsOf(vera), ...faultsOf(again)]).toEqual([]);
  });

  it("who administer the platform see what it was started with, and no secret of it", async () => {
    await admin.getByRole("link", { name: "Settings", exact: true }).click();
    const row = (name: string) => admin.locator("dl > div").filter({ hasText: name });
    for (const [name, told] of [
      ["PLIMSOLL_HOST", /127\.0\.0\.1\s*default/],
      ["PLIMSOLL_PORT", /^PLIMSOLL_PORT\s*0\s*The port/],
      ["PLIMSOLL_OFFLINE", /false\s*default/],
      ["PLIMSOLL_ADMIN_PASSWORD", /set, and never shown/],
      ["PLIMSOLL_METRICS_TOKEN", /not set/],
    ] as const)
      await row(name).filter({ hasText: told }).waitFor();
    expect(await admin.getByRole("main").textContent()).not.toContain(adminPassword);
    expect(await settledFaults(admin)).toEqual([]);
  });

  it("see what is bound to their workspace, and nothing of another's", async () => {
    await admin.goto("/people?view=spaces");
    for (const [space, workspace] of [
      ["shop", "Harbour crew"],
      ["platform", "Night watch"],
    ] as const) {
      await admin.getByRole("button", { name: `Edit ${space}` }).click();
      const dialog = admin.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Open to every workspace" }).click();
      await admin.getByRole("option", { name: "No", exact: true }).click();
      await dialog.getByLabel("Bound to").click();
      await admin.getByRole("option", { name: workspace }).click();
      await admin.keyboard.press("Escape");
      expect(await settledFaults(admin)).toEqual([]);
      await dialog.getByRole("button", { name: "Save" }).click();
      await rowOf(admin, space).getByText(workspace).waitFor();
    }
    const crew = await accept(await invite("cleo", "Harbour crew", "Editor"), "cleo");
    const watch = await accept(await invite("nils", "Night watch", "Editor"), "nils");
    for (const [page, own, foreign] of [
      [crew, "shop/", "platform/"],
      [watch, "platform/", "shop/"],
    ] as const) {
      await page.goto("/images");
      await page
        .getByRole("link", { name: new RegExp(`^${own}`) })
        .first()
        .waitFor();
      // What is open to all stays: of a plain registry that is every space that nobody bound.
      await page.getByRole("link", { name: "base/alpine" }).waitFor();
      expect(await page.getByText(foreign).count()).toBe(0);
      await page.keyboard.press("Control+k");
      await page.keyboard.type(foreign);
      await page.getByText("Nothing has this name").waitFor();
      expect(await page.getByRole("option").count()).toBe(0);
    }
  });

  it("choose the workspace that they act in, and it stays chosen", async () => {
    await admin.goto("/images");
    await rowOf(admin, "shop/storefront").waitFor();
    await admin.getByRole("button", { name: "Workspace: Whole platform" }).click();
    expect(await settledFaults(admin)).toEqual([]);
    await admin.getByRole("menuitemradio", { name: "Night watch" }).click();
    await admin.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await admin.goto("/images");
    await rowOf(admin, "platform/gateway").waitFor();
    expect(await rowOf(admin, "shop/storefront").count()).toBe(0);
    await admin.getByRole("button", { name: "Workspace: Night watch" }).click();
    await admin.getByRole("menuitemradio", { name: "Whole platform" }).click();
    await admin.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await admin.goto("/images");
    await rowOf(admin, "shop/storefront").waitFor();
  });

  it("add an authenticator, which is asked for from then on, and a recovery code helps once", async () => {
    const page = await accept(await invite("tom", "Harbour crew", "Viewer"), "tom");
    await page.goto("/account");
    const card = page.getByRole("article").filter({ hasText: "Second factor" });
    await card.getByLabel("Current password").fill(password);
    await card.getByRole("button", { name: "Add an authenticator" }).click();
    await card.getByRole("img", { name: "QR code with the secret" }).waitFor();
    expect(await settledFaults(page)).toEqual([]);
    const secret = Secret.fromBase32((await card.locator("code").textContent()) ?? "");
    await card.getByLabel("The code that it shows").fill(new TOTP({ secret }).generate());
    await card.getByRole("button", { name: "Confirm" }).click();
    const recovery = (await card.getByRole("listitem").first().textContent()) ?? "";

    const elsewhere = await app.visit("/sign-in");
    await signIn(elsewhere, "tom");
    await elsewhere.getByRole("heading", { level: 1, name: "One more step" }).waitFor();
    expect(await settledFaults(elsewhere)).toEqual([]);
    await elsewhere.getByLabel("Code").fill("000000");
    await elsewhere.getByRole("button", { name: "Sign in" }).click();
    await elsewhere.getByText("The code is wrong").waitFor();
    await elsewhere.getByLabel("Code").fill(recovery);
    await elsewhere.getByRole("button", { name: "Sign in" }).click();
    await elsewhere.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

    await page.goto("/account");
    await page.getByRole("button", { name: /^Sign out at/ }).click();
    await elsewhere.goto("/images");
    await elsewhere.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  });

  it("find in the audit who did what, and that the chain holds", async () => {
    await admin.goto("/people?view=audit&action=person.create");
    await rowOf(admin, "vera").getByText("person.create").waitFor();
    expect(await settledFaults(admin)).toEqual([]);
    await admin.getByRole("button", { name: "Check the chain" }).click();
    await admin.getByText(/^Intact: \d+ rows$/).waitFor();
    const download = admin.waitForEvent("download");
    await admin.getByRole("button", { name: "Export" }).click();
    await admin.getByRole("menuitem", { name: "CSV" }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  });
});
