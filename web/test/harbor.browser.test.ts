import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromiumPath, fillDemo, type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Console,
  faultsOf,
  type Page,
  rowOf,
  scanFromMenu,
  settledFaults,
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
    await page.getByRole("tab", { name: "Vulnerabilities" }).click();
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

  it("has what a space prevents kept in step, and put back", async () => {
    const page = await app.open("/registries");
    await page.getByRole("button", { name: "More for Team Harbor" }).click();
    await page.getByRole("menuitem", { name: "Choose scanners…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "payments" }).click();
    await dialog.getByText(/No policy decides on the whole space/).waitFor();
    const { metadata } = harbor.projects.find(({ name }) => name === "payments") ?? {};
    const kept = dialog.getByRole("switch", { name: "Keep Harbor’s prevention in step" });
    await kept.click();
    await dialog.getByText("Harbor has it.").waitFor();
    expect(metadata?.reuse_sys_cve_allowlist).toBe("false");
    await kept.click();
    await dialog.getByText(/By its policies and exceptions/).waitFor();
    expect(metadata?.reuse_sys_cve_allowlist).toBe("true");
    expect(faultsOf(page)).toEqual([]);
  });

  it("opens a space and an image in their own Harbor", async () => {
    const page = await app.open("/images?q=payments/web");
    await page.getByRole("link", { name: "payments/web", exact: true }).click();
    const native = page.getByRole("link", { name: /^Native Harbor/ });
    await native.waitFor();
    expect(await native.getAttribute("href")).toMatch(/\/harbor\/projects\/\d+\/repositories\/web/);
    await page.getByRole("link", { name: "payments", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "payments" }).waitFor();
    await native.waitFor();
    expect(await native.getAttribute("href")).toMatch(/\/harbor\/projects\/\d+\/repositories$/);
    expect(await native.getAttribute("rel")).toContain("noopener");
    expect(await settledFaults(page)).toEqual([]);
  });

  it("is connected as hosted, has Trivy made its default, scans with it, and is unbound", async () => {
    const hosted = await startHarbor({ stepMs: 200 });
    await fillDemo(hosted);
    for (const scanner of hosted.scanners) scanner.isDefault = scanner.name === "Clair";
    const page = await app.open("/registries");
    await page.getByRole("button", { name: "Add a registry" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Harbor", { exact: true }).click();
    await dialog.getByText("Hosted", { exact: true }).click();
    await dialog.getByRole("textbox", { name: /^Name/ }).fill("Platform Harbor");
    await dialog.getByRole("textbox", { name: /^Address/ }).fill(hosted.address);
    await dialog.getByRole("button", { name: "Create a robot account for Plimsoll" }).click();
    await dialog.getByLabel("Administrator’s password").fill(hosted.administrator.password);
    await dialog.getByRole("button", { name: "Create the robot" }).click();
    await dialog.getByText("was created").waitFor();
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByText("The test passed").waitFor();
    await dialog.getByText(/Installed scanners · with a gap/).waitFor();
    await dialog.getByText(/Trivy can be made the default one/).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();

    const card = page.getByRole("article", { name: "Platform Harbor" });
    await card.getByText("Harbor · Hosted").waitFor();
    await card.getByText("Trivy is not its default scanner").waitFor();
    expect(await settledFaults(page)).toEqual([]);
    await shoot(page, "hosted-trivy-not-default");
    await card.getByRole("button", { name: "Make Trivy the default" }).click();
    await card.getByText("Trivy is not its default scanner").waitFor({ state: "detached" });
    await card.getByText(/^Trivy .*\(default\)/).waitFor();
    expect(hosted.scanners.find(({ isDefault }) => isDefault)?.name).toBe("Trivy");

    await card.getByRole("link", { name: "Platform Harbor", exact: true }).click();
    await scanFromMenu(page, "payments/web", "1.1");
    await waitForState(page, "1.1", "Scan Complete");
    await shoot(page, "hosted-scanned");

    await page.goto("/registries");
    await page.getByRole("button", { name: "Unbind Platform Harbor" }).click();
    await page.getByText(/The robot .*, which Plimsoll made, stays/).waitFor();
    expect(await settledFaults(page)).toEqual([]);
    await shoot(page, "unbind");
    await page.getByRole("button", { name: "Unbind", exact: true }).click();
    await page.getByText("Something of Plimsoll’s is left in Platform Harbor").waitFor();
    await card.waitFor({ state: "detached" });
    expect(faultsOf(page)).toEqual([]);
    await hosted.close();
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

  it("takes a database over from a file, and says why it does not take another", async () => {
    const page = await app.open("/scanners");
    const choose = page.getByRole("button", { name: "Import a file…" });
    const send = async (name: string, buffer: Buffer) => {
      const chooser = page.waitForEvent("filechooser");
      await choose.press("Enter");
      await (await chooser).setFiles({ name, buffer, mimeType: "application/gzip" });
    };
    await send("notes.gz", Buffer.from("no database"));
    await page.getByRole("alert").getByText("The file cannot be used").waitFor();
    await page.getByText("The file is no .tar.gz", { exact: false }).waitFor();

    // One that takes long: how far it is, and the way out.
    await page.route("**/database/file*", () => undefined);
    await send("slow.tar.gz", Buffer.from("long"));
    // A bar of nothing per cent is there, and not to be seen.
    await page.getByRole("progressbar", { name: /slow\.tar\.gz/ }).waitFor({ state: "attached" });
    expect(await settledFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("progressbar", { name: /slow/ }).waitFor({ state: "detached" });
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.unroute("**/database/file*");

    await send("carried.tar.gz", await makeDatabase());
    await page
      .getByRole("status")
      .getByText(/were taken over from carried\.tar\.gz/)
      .waitFor();
    await page.getByText("carried.tar.gz", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Changes of the advisories" }).click();
    const history = page.getByRole("table", { name: "Changes of the advisories" });
    await history.getByRole("row").nth(2).waitFor();
    expect(await settledFaults(page)).toEqual([]);
    expect(faultsOf(page)).toEqual([]);
    await shoot(page, "scanners-imported");
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
    await page.getByRole("dialog").getByRole("button", { name: "payments" }).click();
    await page.getByRole("switch", { name: "Keep Harbor’s prevention in step" }).waitFor();
    faults.choice = await settledFaults(page);
    await shoot(page, `harbor-prevention-${scheme}-${width}`);
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
    await page.getByRole("article", { name: /Clair/ }).first().waitFor();
    faults.scanners = await settledFaults(page);
    await page.getByRole("button", { name: "Add a scanner" }).click();
    await page.getByRole("dialog").waitFor();
    faults.scannerForm = await settledFaults(page);
    expect(faults).toEqual(Object.fromEntries(Object.keys(faults).map((name) => [name, []])));
  });
});

const plimsoll = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

/** As it is carried over an air gap: the advisories that come with the program. */
async function makeDatabase(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-carried-"));
  try {
    const path = join(folder, "db.tar.gz");
    const command = [plimsoll, "db", "build", "--starter", "--output", path];
    await promisify(execFile)(process.execPath, command, { timeout: 60_000 });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For who wants to look at it: where PLIMSOLL_TEST_PICTURES names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.PLIMSOLL_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** From the list of what else could be first for the space that is open. */
async function choose(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByPlaceholder("Put another first…").last().click();
  await page.getByRole("option", { name, exact: true }).click();
}
