import { chromiumPath, findAccessFaults, openBrowser } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveGallery } from "../gallery/serve.ts";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const views = [
  ["light", "en"],
  ["dark", "zh"],
] as const;
const [wide, narrow] = [1280, 400];

describe.skipIf(chromiumPath === undefined)("the gallery", () => {
  let gallery: Awaited<ReturnType<typeof serveGallery>>;
  let browser: Browser;
  beforeAll(async () => {
    gallery = await serveGallery({ port: 0 });
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it.each(views)(
    "shows all components in %s and %s",
    async (theme, language) => {
      const { page, faults } = await open(`?theme=${theme}&language=${language}`);
      // Once its words have come.
      await page.locator(`html[lang^="${language}"]`).waitFor({ state: "attached" });
      expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe(theme);
      expect(await page.locator("[data-state]").count()).toBeGreaterThan(150);
      // States of one component have the same names, here side by side.
      expect(await findAccessFaults(page, { except: ["landmark-unique"] })).toEqual([]);
      await expectToFit(page, "all");
      expect(faults).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it.each(views)(
    "shows what takes the whole screen in %s and %s",
    async (theme, language) => {
      const { page, faults } = await open(`?theme=${theme}&language=${language}`);
      // Once its words have come.
      await page.locator(`html[lang^="${language}"]`).waitFor({ state: "attached" });
      const states = await page
        .locator("[data-alone]")
        .evaluateAll((all) => all.map((one) => one.getAttribute("data-state") ?? ""));
      expect(states.length).toBeGreaterThan(20);
      for (const state of states) {
        await page.setViewportSize({ width: wide, height: 800 });
        await go(page, `?theme=${theme}&language=${language}&only=${state}`);
        await page.locator(`[data-shown="${state}"]`).waitFor({ state: "attached" });
        expect(await findAccessFaults(page), state).toEqual([]);
        await expectToFit(page, state);
      }
      expect(faults).toEqual([]);
      await page.close();
    },
    120_000,
  );

  async function open(search: string): Promise<{ page: Page; faults: string[] }> {
    // Nothing fades: what is looked at is all there.
    const page = await browser.newPage({
      viewport: { width: wide, height: 800 },
      reducedMotion: "reduce",
    });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    // Nothing is asked for but the gallery's own files.
    page.on("request", (request) => {
      if (!request.url().startsWith(gallery.url)) faults.push(request.url());
      if (request.url().includes("/api/")) faults.push(request.url());
    });
    // What takes the whole screen is opened by itself below, not in the list's frames too.
    await page.route(/only=/, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(`${gallery.url}${search}`);
    await page.getByRole("heading", { level: 1, name: "Gallery" }).waitFor();
    return { page, faults };
  }
});

/** As by the switches, which change the address, but without loading anything anew. */
async function go(page: Page, search: string): Promise<void> {
  await page.evaluate((search) => {
    history.pushState(null, "", search);
    dispatchEvent(new PopStateEvent("popstate"));
  }, search);
}

/** On a small screen, once what measures itself has done so. */
async function expectToFit(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: narrow, height: 800 });
  const used = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(used, { message: name, timeout: 10_000 }).toBeLessThanOrEqual(narrow);
}
