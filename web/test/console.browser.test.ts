import { adminPassword, chromiumPath } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Console,
  faultsOf,
  type Page,
  rowOf,
  scanFromMenu,
  startConsole,
  tabTo,
  waitForState,
} from "./console.ts";

describe.skipIf(chromiumPath === undefined)("the console", () => {
  let app: Console;
  beforeAll(async () => {
    app = await startConsole();
  });
  afterAll(() => app?.close());

  it("asks to sign in, says why it refuses, and goes where one was going", async () => {
    const page = await app.visit("/images?q=alpine");
    await page.getByLabel("User name").fill("admin");
    await page.getByLabel("Password").fill("not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("Wrong user name or password").waitFor();
    await page.getByLabel("Password").fill(adminPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Images" }).waitFor();
    expect(pathOf(page)).toBe("/images?q=alpine");
    await page.getByRole("link", { name: "base/alpine" }).waitFor();
    expect(await page.getByRole("link", { name: "base/debian" }).count()).toBe(0);

    await page.getByRole("button", { name: "Account of admin" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel("User name").waitFor();
    await page.goto("/registries");
    await page.getByLabel("User name").waitFor();
    expect(pathOf(page)).toBe("/sign-in?next=%2Fregistries");
  });

  it("scans an image from its menu and follows it, without a reload, to its result", async () => {
    const page = await app.open("/images");
    const seen = await statesSeen(page);
    await scanFromMenu(page, "base/debian", "12");
    await waitForState(page, "12", "Scan Complete");
    const states = await seen();
    expect(states).toContain("Not Scanned");
    expect(states.some((state) => state === "Queued" || state === "Scanning")).toBe(true);
    expect(
      await rowOf(page, "12")
        .getByRole("link", { name: /^Open the report/ })
        .count(),
    ).toBe(1);
  });

  it("opens the details of a bar by keyboard, with counts that add up, and Escape closes them", async () => {
    const page = await app.open("/images");
    await scanFromMenu(page, "base/alpine", "3.15");
    await waitForState(page, "3.15", "Scan Complete");
    await tabTo(page, page.getByRole("link", { name: /^Open the report of base\/alpine/ }));
    const card = page.getByRole("dialog", { name: "Scan result of base/alpine:3.15" });
    await card.waitFor();
    const counts = await card
      .locator("dl > div")
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector("dt")?.textContent ?? "",
          Number(row.querySelector("dd")?.textContent),
        ]),
      );
    const { Total: total, Fixable: fixable, ...severities } = Object.fromEntries(counts);
    const names = ["Critical", "High", "Medium", "Low", "Negligible", "Unknown"];
    const sum = names.reduce((before, name) => before + severities[name], 0);
    expect(total).toBeGreaterThan(0);
    expect(sum).toBe(total);
    expect(fixable).toBeLessThanOrEqual(total);
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "hidden" });
  });

  it("keeps what is filtered, sorted and opened of a report in the address", async () => {
    const page = await app.open("/images");
    await scanFromMenu(page, "shop/storefront", "2.4");
    await waitForState(page, "2.4", "Scan Complete");
    await page.getByRole("link", { name: /^Open the report/ }).click();
    await page.getByRole("tab", { name: "Vulnerabilities" }).click();
    await page.getByRole("button", { name: /^High/ }).click();
    await page.getByRole("button", { name: "EPSS" }).click();
    await page.waitForURL(/severity=high&sort=epss&order=desc/);
    await page.getByRole("columnheader", { name: "EPSS" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^High/, pressed: true }).waitFor();
    const rows = page.getByRole("table", { name: "Vulnerabilities" }).getByRole("row");
    await rows.nth(1).waitFor();
    const severities = await rows.evaluateAll((all) =>
      all.slice(1).map((row) => row.firstElementChild?.textContent),
    );
    expect(new Set(severities)).toEqual(new Set(["High"]));

    const first = rows.nth(1).getByRole("button");
    const id = (await first.textContent()) ?? "";
    await first.click();
    await page.getByRole("dialog", { name: id }).getByText("Why it matches").waitFor();
    const link = page.getByRole("dialog").getByRole("link").first();
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    await page.reload();
    await page.getByRole("dialog", { name: id }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(pathOf(page)).not.toContain("finding=");
  });

  it("leads from a scan that failed to its log, and says why another cannot be scanned", async () => {
    const page = await app.open("/images");
    await scanFromMenu(page, "platform/courier", "0.3");
    await rowOf(page, "0.3")
      .getByRole("link", { name: /^View Log/ })
      .click();
    await page.getByRole("region", { name: "Lines of the log" }).getByText("error").waitFor();
    await page.getByRole("searchbox", { name: "Search the log" }).fill("no line says this");
    await page.getByText("No line matches.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toMatch(/^scan-[\w-]+\.log$/);

    await page.goto("/images?q=chart");
    await page.getByText("Not Supported").focus();
    await page.getByRole("tooltip").getByText("no root file system").waitFor();
  });

  it("shows an index's platforms in place, the sum and the unique count", async () => {
    const page = await app.open("/images");
    await scanFromMenu(page, "platform/gateway", "1.8");
    await page.getByRole("button", { name: /^2 platforms/ }).click();
    await page.waitForURL(/open=/);
    for (const platform of ["linux/amd64", "linux/arm64"])
      await waitForState(page, platform, "Scan Complete");
    await waitForState(page, "1.8", "Scan Complete");
    await tabTo(page, rowOf(page, "1.8").getByRole("link", { name: /^Open the report/ }));
    await page.getByRole("dialog").getByText("2 of 2 platforms").waitFor();
    await page
      .getByRole("dialog")
      .getByText(/^Sum \d+ · unique \d+$/)
      .waitFor();
  });

  it("starts the scans of several images at once", async () => {
    const page = await app.open("/images");
    await page.getByRole("checkbox", { name: "Select base/alpine" }).check();
    await page.getByRole("checkbox", { name: "Select shop/reports" }).check();
    const bar = page.getByRole("region", { name: "Selected rows" });
    await bar.getByText("2 selected").waitFor();
    await bar.getByRole("button", { name: "Scan" }).click();
    await page.getByText("2 scans queued").waitFor();
    for (const image of ["base/alpine", "shop/reports"])
      await waitForState(page, image, "Scan Complete");
  });

  it("speaks Chinese and goes dark, and remembers both", async () => {
    const page = await app.open("/images");
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitemradio", { name: "中文" }).click();
    await page.getByRole("heading", { level: 1, name: "镜像" }).waitFor();
    await page.getByRole("button", { name: "主题" }).click();
    await page.getByRole("menuitemradio", { name: "深色" }).click();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "镜像" }).waitFor();
    const root = page.locator("html");
    expect(await root.getAttribute("lang")).toBe("zh-Hans");
    expect(await root.getAttribute("data-mantine-color-scheme")).toBe("dark");
    expect(await page.title()).toBe("镜像 · Plimsoll");
    expect(faultsOf(page)).toEqual([]);
  });

  it("begins in the language of the browser", async () => {
    const page = await app.visit("/", { locale: "zh-CN" });
    await page.getByRole("button", { name: "登录" }).waitFor();
  });
});

function pathOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** Every state that the page shows from now on, however short. */
async function statesSeen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = () => {
      const text = document.querySelector("main")?.textContent ?? "";
      for (const state of ["Not Scanned", "Queued", "Scanning"])
        if (text.includes(state)) seen.add(state);
    };
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    Object.assign(window, { statesSeen: () => [...seen] });
  });
  return () => page.evaluate(() => (window as unknown as { statesSeen(): string[] }).statesSeen());
}
