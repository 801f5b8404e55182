import { chromiumPath, findAccessFaults } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Console,
  faultsOf,
  type Page,
  rowOf,
  scanFromMenu,
  settle,
  startConsole,
  waitForState,
} from "./console.ts";

const views = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 400],
] as const;

describe.skipIf(chromiumPath === undefined)("everybody can use the console", () => {
  let app: Console;
  /** Where each page is, found on the way a person takes. */
  const pages = new Map<string, string>();

  beforeAll(async () => {
    app = await startConsole();
    const page = await app.open("/images");
    await scanFromMenu(page, "platform/courier", "0.3");
    await rowOf(page, "0.3")
      .getByRole("link", { name: /^View Log/ })
      .click();
    await page.getByRole("region", { name: "Lines of the log" }).waitFor();
    pages.set("a log", page.url());
    await page.goto("/images");
    await scanFromMenu(page, "platform/gateway", "1.8");
    await waitForState(page, "1.8", "Scan Complete");
    await page.getByRole("button", { name: /^2 platforms/ }).click();
    await page.waitForURL(/open=/);
    pages.set("an image", page.url());
    await rowOf(page, "1.8")
      .getByRole("link", { name: /^Open the report/ })
      .click();
    await page.getByRole("heading", { name: /steps? clears?/ }).waitFor();
    pages.set("a report", page.url());
    for (const name of ["Packages", "Layers", "Compare", "Vulnerabilities"]) {
      await page.getByRole("tab", { name }).click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
      pages.set(`a report's ${name}`, page.url());
    }
    await page.getByRole("table").waitFor();
    await page
      .getByRole("table")
      .getByRole("button", { name: /^(CVE|GHSA)/ })
      .first()
      .click();
    await page.getByRole("dialog").waitFor();
    pages.set("a finding", page.url());
    for (const path of [
      "/",
      "/scans",
      "/scans?view=runs",
      "/vulnerabilities",
      "/policies",
      "/policies?view=exceptions",
      "/policies?view=schedules",
      "/policies?view=channels",
      "/policies?view=gate",
      "/tokens",
      "/account",
      "/people",
      "/people?view=workspaces",
      "/people?view=spaces",
      "/people?view=issuers",
      "/people?view=audit",
      "/images",
      "/images?q=nothing-has-this-name",
      "/registries",
      "/scanners",
      "/nowhere",
    ])
      pages.set(path, path);
    await page.close();
  });
  afterAll(() => app?.close());

  describe.each(views)("in %s at %d pixels", (scheme, width) => {
    it("signing in", async () => {
      const page = await app.visit("/sign-in", { scheme, width });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectUsable(page, width);
    });

    // Some thirty pages, each gone through by axe.
    it("every page", async () => {
      const page = await app.open("/images", { scheme, width });
      for (const [name, path] of pages) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await settle(page);
        await expectUsable(page, width, name);
      }
    }, 240_000);

    it("the menus", async () => {
      const page = await app.open(pages.get("an image") ?? "", { scheme, width });
      const names = [/^Language/, /^Theme/, /^Account/, /^Actions/];
      for (const name of names) {
        await page.getByRole("button", { name }).first().click();
        await page.getByRole("menu").waitFor();
        await settle(page);
        await expectUsable(page, width, String(name));
        await page.keyboard.press("Escape");
        await page.getByRole("menu").waitFor({ state: "detached" });
      }
    });

    it("the dialogs of a registry", async () => {
      const page = await app.open("/registries", { scheme, width });
      await page.getByRole("button", { name: "Add a registry" }).click();
      await page.getByLabel("Address").fill("127.0.0.1:1");
      await page.getByRole("button", { name: "Test", exact: true }).click();
      await page.getByText("The test failed").waitFor();
      await settle(page);
      await expectUsable(page, width);
    });
  });

  async function expectUsable(page: Page, width: number, name = page.url()): Promise<void> {
    expect(await findAccessFaults(page), name).toEqual([]);
    const used = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(used, `${name} is wider than the screen`).toBeLessThanOrEqual(width);
    expect(faultsOf(page), name).toEqual([]);
  }
});
