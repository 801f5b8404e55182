/** Takes the pictures of README and manual from the running product: `node scripts/pictures.ts`. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClient } from "@plimsoll/api";
import { adminPassword, openBrowser, startPlimsoll } from "@plimsoll/testkit";

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
mkdirSync(folder, { recursive: true });

const plimsoll = await startPlimsoll();
const browser = await openBrowser();
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    locale: "en",
    colorScheme: "light",
    baseURL: plimsoll.url,
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill(adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.goto("/images");
  await page.getByRole("link", { name: "shop/storefront" }).waitFor();
  const [cookie] = await context.cookies();
  await scanAll(`${cookie?.name}=${cookie?.value}`);
  await page.getByText("View Log").waitFor();

  const row = page.getByRole("row").filter({ hasText: "shop/checkout" });
  await row.getByText("Scan Complete").waitFor();
  await row.getByRole("link", { name: /critical/i }).hover();
  await page.getByText("Open report").waitFor();
  // Not while the card still fades in.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  );
  await page.screenshot({ path: `${folder}images.png` });

  await page.mouse.move(0, 0);
  await page.goto("/images?q=checkout");
  await page.getByRole("link", { name: /^Open the report/ }).click();
  await page.getByRole("heading", { name: /steps clear/ }).waitFor();
  // Below the head of the report, which the list of images shows already.
  await page.getByRole("tab", { name: "Remedy" }).evaluate((tab) => {
    scrollTo(0, tab.getBoundingClientRect().top - 70);
  });
  await page.screenshot({ path: `${folder}remedy.png` });

  await page.goto("/");
  await page.getByRole("region", { name: "Where to begin" }).waitFor();
  await page.screenshot({ path: `${folder}overview.png` });
} finally {
  await browser.close();
  await plimsoll.stop();
}

/** Scans the newest artifact of every image and waits until nothing runs. */
async function scanAll(session: string): Promise<void> {
  const client = createClient({ origin: plimsoll.url, headers: { cookie: session } });
  const newest = async () => {
    const { items } = await client.listImages();
    return items.flatMap((image) => (image.newest === null ? [] : [image.newest]));
  };
  await client.createScans({ body: { artifactIds: (await newest()).map(({ id }) => id) } });
  while ((await newest()).some(({ state }) => state === "queued" || state === "scanning")) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
