import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the machine's Chromium is; undefined where there is none. */
export const chromiumPath = places.find((path) => existsSync(path));

/** A headless browser that talks to nobody but the pages it is sent to. */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("There is no Chromium on this machine");
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * What axe-core finds wrong with the page for people who cannot see or point, one line each: rule, and where. All its
 * rules are asked but those named.
 */
export async function findAccessFaults(
  page: Page,
  { except = [] }: { except?: readonly string[] } = {},
): Promise<string[]> {
  // The console's content security policy forbids added scripts: axe goes in beside it, not through it.
  if (!(await page.evaluate("'axe' in window"))) {
    await page.evaluate(axe.source);
  }
  const rules = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]));
  return page.evaluate(async (rules) => {
    type Violation = { id: string; nodes: { target: unknown[] }[] };
    type Axe = { run(options: object): Promise<{ violations: Violation[] }> };
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run({ rules });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
    );
  }, rules);
}
