import { chromiumPath } from "@plimsoll/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Console, type Page, scanFromMenu, startConsole, waitForState } from "./console.ts";

type OnPaper = { scheme: string | null; rows: number };

describe.skipIf(chromiumPath === undefined)("a report on paper", () => {
  let app: Console;
  let page: Page;
  beforeAll(async () => {
    app = await startConsole();
    page = await app.open("/images", { scheme: "dark" });
    // Told before the console's own listeners are: how the page was when it was printed.
    await page.addInitScript(() => {
      addEventListener("afterprint", () => {
        Object.assign(window, {
          onPaper: {
            scheme: document.documentElement.getAttribute("data-mantine-color-scheme"),
            rows: document.querySelectorAll('[role="row"]').length,
          },
        });
      });
    });
    await page.goto("/images");
    await scanFromMenu(page, "shop/checkout", "1.0");
    await waitForState(page, "1.0", "Scan Complete");
    await page.getByRole("link", { name: /^Open the report/ }).click();
    await page.getByRole("heading", { name: /steps clear/ }).waitFor();
  });
  afterEach(() => page.emulateMedia({ media: "screen" }));
  afterAll(() => app?.close());

  it("has its head and each step of the remedy, and nothing to press", async () => {
    const steps = await page.getByRole("article").count();
    expect(steps).toBeGreaterThan(3);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("heading", { level: 1, name: /shop\/checkout/ }).isVisible()).toBe(
      true,
    );
    expect(await page.getByText("Scan Complete", { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole("article").count()).toBe(steps);
    for (const article of await page.getByRole("article").all())
      expect(await article.isVisible()).toBe(true);
    for (const role of ["banner", "navigation", "button", "tab", "search"] as const)
      expect(await page.getByRole(role).count(), role).toBe(0);
  });

  it("is light, however dark the screen is", async () => {
    const ink = () => page.locator("h1").evaluate((one) => getComputedStyle(one).color);
    const onScreen = await ink();
    await page.pdf();
    expect((await onPaper(page)).scheme).toBe("light");
    await page.emulateMedia({ media: "print" });
    await expect.poll(ink).not.toBe(onScreen);
    await page.emulateMedia({ media: "screen" });
    await expect.poll(ink).toBe(onScreen);
  });

  it("has all findings that have been read, none over another, and says that there are more", async () => {
    await page.getByRole("tab", { name: "Vulnerabilities" }).click();
    await page.getByRole("table").waitFor();
    const inView = await page.getByRole("row").count();
    await page.pdf();
    const { rows } = await onPaper(page);
    expect(rows).toBeGreaterThan(inView);
    expect(rows).toBeGreaterThanOrEqual(200);
    expect(await page.getByRole("row").count()).toBeLessThan(rows);

    await page.emulateMedia({ media: "print" });
    await page.getByText(/^These are the first 200 of \d+\.$/).waitFor();
    const places = await page
      .getByRole("row")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    expect(places).toHaveLength(rows);
    const over = places.filter(({ top }, at) => at > 0 && top < (places[at - 1]?.bottom ?? 0) - 1);
    expect(over).toEqual([]);
  });

  function onPaper(page: Page): Promise<OnPaper> {
    return page.evaluate(() => (window as unknown as { onPaper: OnPaper }).onPaper);
  }
});
