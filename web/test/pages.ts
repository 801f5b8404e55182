import { type Console, rowOf, scanFromMenu, waitForState } from "./console.ts";

/** Where each page is, by a name for it, found on the way a person takes; two images are scanned for it. */
export async function findPages(app: Console): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
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
    "/settings",
    "/nowhere",
  ])
    pages.set(path, path);
  await page.close();
  return pages;
}
