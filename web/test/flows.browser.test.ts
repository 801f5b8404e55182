import { composeImage, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { chromiumPath } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Console, faultsOf, type Page, rowOf, startConsole } from "./console.ts";

const many = 50;

/** What a person comes for has to be near: each way is walked and its clicks are counted. */
describe.skipIf(chromiumPath === undefined)("a person", () => {
  let app: Console;
  let registry: RunningRegistry;
  /** How many blobs still come. */
  let left = Number.POSITIVE_INFINITY;
  beforeAll(async () => {
    const composed = await Promise.all(
      Array.from({ length: many }, (_, at) =>
        composeImage({
          platform: { os: "linux", architecture: "amd64" },
          created: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
          steps: [
            {
              command: `COPY app-${at} /app`,
              files: [{ path: `app/made-${at}.txt`, content: `made ${at}` }],
            },
          ],
        }),
      ),
    );
    registry = await serveImages(
      {
        "fleet/app": Object.fromEntries(composed.map((image, at) => [`v${at + 1}`, image])),
      },
      {
        // Once none is left, nothing comes any more: what is scanned then goes on until it is stopped.
        intercept: ({ url }) => url?.includes("/blobs/") === true && left-- <= 0,
      },
    );
    app = await startConsole();
  });
  afterAll(async () => {
    await app?.close();
    await registry?.close();
  });

  /** Counts what is pressed with a mouse. */
  async function counted(page: Page): Promise<() => Promise<number>> {
    await page.addInitScript(() => {
      document.addEventListener(
        "pointerdown",
        () =>
          sessionStorage.setItem("clicks", String(Number(sessionStorage.getItem("clicks")) + 1)),
        true,
      );
    });
    await page.reload();
    return () => page.evaluate(() => Number(sessionStorage.getItem("clicks")));
  }

  it("scans an image in four clicks by the menu", async () => {
    const page = await app.open("/");
    const clicks = await counted(page);
    await page.getByRole("link", { name: "Images", exact: true }).click();
    await page.getByRole("link", { name: "shop/reports", exact: true }).click();
    await page
      .getByRole("button", { name: /^Actions for shop\/reports/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Scan", exact: true }).click();
    await page
      .getByRole("link", { name: /^Open the report/ })
      .first()
      .waitFor();
    expect(await clicks()).toBe(4);
    expect(faultsOf(page)).toEqual([]);
  });

  it("scans an image in two clicks by search", async () => {
    const page = await app.open("/");
    const clicks = await counted(page);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("checkout");
    await page.getByRole("option", { name: /shop\/checkout/ }).click();
    await page.getByRole("heading", { level: 1, name: "shop/checkout" }).waitFor();
    await page.getByRole("button", { name: /^Scan \S/ }).click();
    await page
      .getByRole("link", { name: /^Open the report/ })
      .first()
      .waitFor();
    expect(await clicks()).toBe(2);
  });

  it("selects fifty artifacts, scans them, watches them, and stops what is left", async () => {
    const page = await app.open("/registries");
    const { origin } = new URL(page.url());
    const added = await page.request.post("/api/v1/registries", {
      headers: { origin },
      data: { name: "Fleet", kind: "distribution", address: registry.address },
    });
    expect(added.status()).toBe(201);
    const { id } = await added.json();
    await vi.waitFor(
      async () => {
        const answer = await page.request.get(`/api/v1/registries/${id}`);
        expect(await answer.json()).toMatchObject({ syncState: "done", artifacts: many });
      },
      { timeout: 30_000, interval: 100 },
    );
    await page.goto("/images?q=fleet");
    await page.getByRole("link", { name: "fleet/app", exact: true }).click();
    // The list that one comes from has a row of this tag and all rows to select, too.
    await page.getByRole("heading", { level: 1, name: "fleet/app" }).waitFor();
    await rowOf(page, `v${many}`).waitFor();
    left = 20;
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await page.getByText(`${many} selected`).waitFor();
    await page
      .getByRole("region", { name: "Selected rows" })
      .getByRole("button", { name: "Scan" })
      .click();
    await page.getByText(`${many} scans queued`).waitFor();
    await page.getByText("Scan Complete").first().waitFor();
    await page.getByText("Scanning").first().waitFor();

    await page.goto("/scans?view=runs");
    const run = page.getByRole("article").first();
    await run.getByText(new RegExp(`[1-9]\\d* of ${many} done`)).waitFor();
    await run.getByRole("button", { name: /^Stop/ }).click();
    await run.getByText(/[1-9]\d* stopped/).waitFor();
    const { items } = await (await page.request.get("/api/v1/runs")).json();
    const { total, done, stopped, failed, state } = items[0];
    expect({ total, failed, state }).toEqual({ total: many, failed: 0, state: "stopped" });
    expect(done + stopped).toBe(many);
    expect(stopped).toBeGreaterThan(0);
  });
});
