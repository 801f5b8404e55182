import { chromiumPath } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Console, type Page, startConsole } from "./console.ts";
import { findPages } from "./pages.ts";

/** What 1280 by 900 pixels are at 200 %. */
const zoomed = { width: 640, height: 450 };

describe.skipIf(chromiumPath === undefined)("the console for who sees or bears less", () => {
  let app: Console;
  let pages: ReadonlyMap<string, string>;
  beforeAll(async () => {
    app = await startConsole();
    pages = await findPages(app);
  });
  afterAll(() => app?.close());

  it("cuts nothing off and scrolls only downwards at 200 %", async () => {
    const page = await app.open("/images", zoomed);
    for (const [name, path] of pages) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => document.querySelector(".mantine-Skeleton-root") === null);
      const used = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(used, `${name} is wider than the screen`).toBeLessThanOrEqual(zoomed.width);
      expect(await cutOff(page), name).toEqual([]);
    }
  }, 120_000);

  it("moves nothing for who asked for that", async () => {
    const page = await app.open("/images", { still: true });
    for (const [name, path] of pages) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await moving(page), name).toEqual([]);
    }
  }, 120_000);
});

/** Controls that lie partly beside the screen, and text that is hidden without a sign that there is more. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const name = (element: Element) =>
      `${element.tagName}.${element.className} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 60)}`;
    const scrolls = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.closest("nav") === null;
    const controls = [...document.querySelectorAll("a, button, input, summary, h1, h2, h3")];
    const beside = controls.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (
        isShown(element) && !scrolls(element) && right > left && (left < -1 || right > width + 1)
      );
    });
    const hidden = [...document.querySelectorAll("main *")].filter((element) => {
      const { overflowX, textOverflow, clipPath } = getComputedStyle(element);
      const clips = overflowX === "hidden" || overflowX === "clip";
      const hasText = [...element.childNodes].some(
        ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
      );
      return (
        clips &&
        hasText &&
        isShown(element) &&
        textOverflow !== "ellipsis" &&
        clipPath === "none" &&
        element.clientWidth > 1 &&
        element.scrollWidth > element.clientWidth + 1
      );
    });
    return [
      ...beside.map((one) => `beside: ${name(one)}`),
      ...hidden.map((one) => `cut: ${name(one)}`),
    ];
  });
}

function moving(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) =>
        [null, "::before", "::after"].some((part) => {
          const { transitionDuration, animationName } = getComputedStyle(element, part);
          return animationName !== "none" || /[1-9]/.test(transitionDuration);
        }),
      )
      .map((element) => `${element.tagName} ${element.className}`),
  );
}
