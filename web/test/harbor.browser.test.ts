import {
  chromiumPath,
  fillDemo,
  findAccessFaults,
  type RunningHarbor,
  startHarbor,
} from "@plimsoll/testkit";
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

describe.skipIf(chromiumPath === undefined)("a Harbor in the console", () => {
  let app: Console;
  let harbor: RunningHarbor;
  beforeAll(async () => {
    harbor = await startHarbor({ stepMs: 200 });
    await fillDemo(harbor);
    app = await startConsole();
  });
  afterAll(async () => {
    await app?.close();
    await harbor?.close();
  });

  it("is tested line by line, connected as native, and jumped to", async () => {
    const page = await app.open("/registries");
    await page.getByRole("button", { name: "Add a registry" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Harbor", { exact: true }).click();
    await dialog.getByText("Native", { exact: true }).click();
    await dialog.getByRole("textbox", { name: /^Name/ }).fill("Team Harbor");
    await dialog.getByRole("textbox", { name: /^Address/ }).fill(harbor.address);
    await dialog.getByRole("textbox", { name: /^User name/ }).fill("admin");
    await dialog.getByLabel("Password or token").fill("not this one");
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByText("The test failed").waitFor();
    await dialog.getByText(/User name and password · failed/).waitFor();

    await dialog.getByLabel("Password or token").fill(harbor.administrator.password);
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByText("The test passed").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();

    const card = page.getByRole("article", { name: "Team Harbor" });
    await card.getByText("Healthy").first().waitFor();
    await card.getByText("Harbor · Native").waitFor();
    await card.getByRole("list", { name: "Installed scanners" }).getByText("Trivy").waitFor();
    const jump = card.getByRole("link", { name: /^Native Harbor/ });
    expect(await jump.getAttribute("href")).toMatch(new RegExp(`^${harbor.address}`));
    expect(await jump.getAttribute("rel")).toContain("noopener");
    expect(faultsOf(page)).toEqual([]);
  });

  it("scans an image through its own scanner, and shows what that found", async () => {
    const page = await app.open("/images?q=payments");
    await scanFromMenu(page, "payments/web", "1.1");
    await waitForState(page, "1.1", "Scan Complete");
    await rowOf(page, "1.1")
      .getByRole("link", { name: /^Open the report/ })
      .click();
    await page
      .getByText(/^Trivy/)
      .first()
      .waitFor();
    await page.getByRole("table").waitFor();
    expect(faultsOf(page)).toEqual([]);
  });

  it("scans an index platform by platform", async () => {
    const page = await app.open("/images?q=platform/base");
    await scanFromMenu(page, "platform/base", "3.20");
    await waitForState(page, "3.20", "Scan Complete");
    await rowOf(page, "3.20")
      .getByText(/2 platforms/)
      .first()
      .waitFor();
  });

  it("has Clair chosen for one space, and the built-in scanner beside it in a report", async () => {
    const page = await app.open("/registries");
    await page.getByRole("button", { name: "More for Team Harbor" }).click();
    await page.getByRole("menuitem", { name: "Choose scanners…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "library" }).click();
    await choose(page, "Clair");
    await dialog.getByText("Chosen for this place.").waitFor();

    await page.goto("/images?q=library/web");
    await scanFromMenu(page, "library/web", "1.0");
    await waitForState(page, "1.0", "Scan Complete");
    await rowOf(page, "1.0")
      .getByRole("link", { name: /^Open the report/ })
      .click();
    await page
      .getByText(/^Clair/)
      .first()
      .waitFor();
    expect(faultsOf(page)).toEqual([]);
  });

  it("shows why a scanner cannot be added, and the address for others that scan with Plimsoll", async () => {
    const page = await app.open("/scanners");
    await page.getByRole("button", { name: "Add a scanner" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: /^Kind/ }).selectOption({ label: "Clair" });
    await dialog.getByRole("textbox", { name: /^Name/ }).fill("Far Clair");
    await dialog.getByRole("textbox", { name: /^Address/ }).fill("http://127.0.0.1:1");
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByText("The test failed").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByText("This key is shown once: keep it now").waitFor();
    await page.getByText(/\/scanner$/).waitFor();
    expect(faultsOf(page)).toEqual([]);
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 400],
  ] as const)("can be used by everybody, in %s at %d pixels", async (scheme, width) => {
    const page = await app.open("/registries", { scheme, width });
    await page.getByRole("article", { name: "Team Harbor" }).waitFor();
    const faults: Record<string, string[]> = { cards: await settledFaults(page) };
    await page.getByRole("button", { name: "More for Team Harbor" }).click();
    await page.getByRole("menuitem", { name: "Choose scanners…" }).click();
    await page.getByRole("dialog").getByRole("list", { name: "Team Harbor" }).waitFor();
    faults.choice = await settledFaults(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More for Team Harbor" }).click();
    await page.getByRole("menuitem", { name: "Set up this Harbor…" }).click();
    await page.getByRole("dialog").getByText("Tell of what happens").waitFor();
    faults.setUp = await settledFaults(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Edit Team Harbor" }).click();
    await page.getByRole("button", { name: "Create a robot account for Plimsoll" }).click();
    await page.getByRole("button", { name: "More settings" }).click();
    faults.form = await settledFaults(page);
    await page.goto("/scanners");
    await page.getByRole("article", { name: /Clair/ }).waitFor();
    faults.scanners = await settledFaults(page);
    await page.getByRole("button", { name: "Add a scanner" }).click();
    await page.getByRole("dialog").waitFor();
    faults.scannerForm = await settledFaults(page);
    expect(faults).toEqual(Object.fromEntries(Object.keys(faults).map((name) => [name, []])));
  });
});

async function settledFaults(page: Page): Promise<string[]> {
  await settle(page);
  return findAccessFaults(page);
}

/** From the list of what else could be first for the space that is open. */
async function choose(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByPlaceholder("Put another first…").last().click();
  await page.getByRole("option", { name, exact: true }).click();
}
