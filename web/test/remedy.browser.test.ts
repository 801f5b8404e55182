import { chromiumPath, findAccessFaults } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { en } from "../src/words/en.ts";
import {
  type Console,
  type Page,
  rowOf,
  scanFromMenu,
  startConsole,
  waitForState,
} from "./console.ts";

describe.skipIf(chromiumPath === undefined)("a developer with bad news", () => {
  let app: Console;
  let page: Page;
  beforeAll(async () => {
    app = await startConsole();
    page = await app.open("/images");
    for (const [image, tag] of [
      ["base/debian", "12"],
      ["shop/checkout", "1.0"],
    ] as const) {
      await scanFromMenu(page, image, tag);
      await waitForState(page, tag, "Scan Complete");
      if (image === "base/debian") await page.goto("/images");
    }
  });
  afterAll(() => app?.close());

  it("is two clicks from the list of images to the line to change", async () => {
    await page.goto("/images?q=shop/checkout");
    await rowOf(page, "shop/checkout")
      .getByRole("link", { name: /^Open the report/ })
      .click();
    const promise = page.getByRole("heading", { name: /steps clear .* findings/ });
    await promise.waitFor();
    const [, cleared = "", total = ""] =
      /clear ([\d,]+) of ([\d,]+) findings/.exec((await promise.textContent()) ?? "") ?? [];
    const first = page.getByRole("article").first();
    expect(await first.textContent()).toMatch(/apt-get/);
    expect(await first.textContent()).toContain("Your line");
    expect(numberOf(cleared)).toBeGreaterThan(0);
    expect(numberOf(total)).toBeGreaterThanOrEqual(numberOf(cleared));
    await page.getByText("base/debian:12").first().waitFor();
  });

  it("finds a step's vulnerability in the list", async () => {
    const step = page.getByRole("article").first();
    await step.getByText(/^Clears \d+ findings$/).click();
    const link = step.getByRole("link", { name: /^CVE-/ }).first();
    const id = (await link.textContent()) ?? "";
    await link.click();
    await page.getByRole("tab", { name: "Vulnerabilities", selected: true }).waitFor();
    await page.getByRole("table").getByRole("button", { name: id }).first().waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: /steps clear/ }).waitFor();
  });

  it("sees which step of the build brought what, and whose it is", async () => {
    await page.getByRole("tab", { name: "Layers" }).click();
    const layers = page.getByRole("tabpanel").getByRole("list").getByRole("listitem");
    await layers.first().waitFor();
    expect(await layers.first().textContent()).toContain("Base image");
    expect(await layers.last().textContent()).toContain("Yours");
    const shown = await layers.count();
    await page.getByRole("switch", { name: /changed no file/ }).click();
    await expect.poll(() => layers.count()).toBeGreaterThan(shown);
  });

  it("looks a package up", async () => {
    await page.getByRole("tab", { name: "Packages" }).click();
    await page.getByRole("searchbox", { name: "Name or path" }).fill("lodash");
    await page.getByRole("status").getByText("1 package", { exact: true }).waitFor();
    expect(await rowOf(page, "lodash").textContent()).toContain("npm");
    await page.getByRole("searchbox", { name: "Name or path" }).fill("no-such-package");
    await page.getByText("No package matches").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("table", { name: "Packages" }).waitFor();
  });

  it("compares it with an image of another name", async () => {
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByText(en.compare.none.title).waitFor();
    const choice = page.getByRole("combobox", { name: en.compare.with });
    await choice.fill("no-such-image");
    await page.getByText(en.compare.nothing).waitFor();
    await choice.fill("debian");
    await page.getByRole("option", { name: "base/debian:12" }).click();
    await page.getByText(en.compare.how).waitFor();
    await expect.poll(() => choice.inputValue()).toBe("base/debian:12");
    // It is named by an address of it alone too.
    await page.reload();
    await page.getByText(en.compare.how).waitFor();
    await expect.poll(() => choice.inputValue()).toBe("base/debian:12");
    expect(await findAccessFaults(page)).toEqual([]);
  });
});

function numberOf(text: string): number {
  return Number(text.replace(/\D/g, ""));
}
