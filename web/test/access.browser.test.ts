import { chromiumPath, findAccessFaults } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Console, faultsOf, type Page, settle, startConsole } from "./console.ts";
import { findPages } from "./pages.ts";

const views = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 400],
] as const;

describe.skipIf(chromiumPath === undefined)("everybody can use the console", () => {
  let app: Console;
  let pages: ReadonlyMap<string, string>;

  beforeAll(async () => {
    app = await startConsole();
    pages = await findPages(app);
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
