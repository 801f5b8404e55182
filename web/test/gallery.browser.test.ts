import { chromiumPath, findAccessFaults, openBrowser } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveGallery } from "../gallery/serve.ts";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const views = [
  ["light", "en", 1280],
  ["dark", "zh", 1280],
  ["light", "zh", 400],
  ["dark", "en", 400],
] as const;

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
    "shows all components in %s and %s at %d pixels",
    async (theme, language, width) => {
      const { page, faults } = await open(`?theme=${theme}&language=${language}`, width);
      expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe(theme);
      expect(await page.locator("html").getAttribute("lang")).toMatch(language);
      expect(await page.locator("[data-state]").count()).toBeGreaterThan(150);
      expect(await sizeOf(page)).toBeLessThanOrEqual(width);
      // States of one component have the same names, here side by side.
      const except = ["landmark-unique"];
      if (width === 1280) expect(await findAccessFaults(page, { except })).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it.each(views)(
    "shows what takes the whole screen in %s and %s at %d pixels",
    async (theme, language, width) => {
      const { page, faults } = await open(`?theme=${theme}&language=${language}`, width);
      const states = await page
        .locator("[data-alone]")
        .evaluateAll((all) => all.map((one) => one.getAttribute("data-state") ?? ""));
      expect(states.length).toBeGreaterThan(20);
      for (const state of states) {
        await go(page, `?theme=${theme}&language=${language}&only=${state}`);
        await page.locator("h1").first().waitFor({ state: "attached" });
        await still(page);
        expect(await sizeOf(page), state).toBeLessThanOrEqual(width);
        if (width === 1280) expect(await findAccessFaults(page), state).toEqual([]);
      }
      expect(faults).toEqual([]);
      await page.close();
    },
    120_000,
  );

  async function open(search: string, width: number): Promise<{ page: Page; faults: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
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
    await still(page);
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

/** Skeletons pulse for ever; what ends has ended. */
async function still(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
}

function sizeOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
