import {
  adminPassword,
  findAccessFaults,
  openBrowser,
  type RunningPlimsoll,
  startPlimsoll,
} from "@plimsoll/testkit";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
export type Page = Awaited<ReturnType<Browser["newPage"]>>;
type View = {
  width?: number;
  height?: number;
  scheme?: "light" | "dark";
  locale?: string;
  /** The person has asked their system for less that moves. */
  still?: boolean;
};

/** The running product and a browser; each page is a person of its own. */
export type Console = {
  /** A page with nobody signed in. */
  visit(path: string, view?: View): Promise<Page>;
  /** A page of the signed-in administrator. */
  open(path: string, view?: View): Promise<Page>;
  close(): Promise<void>;
};

export async function startConsole(): Promise<Console> {
  const plimsoll = await startPlimsoll();
  const browser = await openBrowser();
  return {
    visit: async (path, view = {}) => {
      const page = await newPage(browser, plimsoll, view);
      await page.goto(path);
      return page;
    },
    open: async (path, view = {}) => {
      const page = await newPage(browser, plimsoll, view);
      const answer = await page.request.post("/api/v1/session", {
        data: { username: "admin", password: adminPassword },
      });
      if (!answer.ok()) throw new Error(`Signing in was answered ${answer.status()}`);
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      return page;
    },
    close: async () => {
      await browser.close();
      await plimsoll.stop();
    },
  };
}

/** The page keeps what it was refused by its content security policy and what it failed at, for `faultsOf`. */
async function newPage(browser: Browser, plimsoll: RunningPlimsoll, view: View): Promise<Page> {
  const context = await browser.newContext({
    baseURL: plimsoll.url,
    viewport: { width: view.width ?? 1280, height: view.height ?? 800 },
    colorScheme: view.scheme ?? "light",
    locale: view.locale ?? "en-GB",
    reducedMotion: view.still ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  faultsByPage.set(page, faults);
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      window.console.error(`Content security policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return page;
}

const faultsByPage = new WeakMap<Page, string[]>();

export function faultsOf(page: Page): string[] {
  return faultsByPage.get(page) ?? [];
}

/** The row of a list that names something. */
export function rowOf(page: Page, name: string) {
  return page.getByRole("row").filter({ hasText: name }).first();
}

export async function waitForState(page: Page, name: string, state: string): Promise<void> {
  await rowOf(page, name).getByText(state, { exact: true }).waitFor({ timeout: 30_000 });
}

type Locator = ReturnType<Page["getByRole"]>;

/** As somebody without a mouse gets there: Tab by Tab. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press("Tab");
    if (await isFocused()) return;
  }
  throw new Error("A hundred presses of Tab do not lead there");
}

/** Opens an image from the list and scans its newest artifact from the row's menu. */
export async function scanFromMenu(page: Page, image: string, tag: string): Promise<void> {
  await page.getByRole("link", { name: image, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: image }).waitFor();
  await page.getByRole("button", { name: `Actions for ${image}:${tag}` }).click();
  await page.getByRole("menuitem", { name: "Scan", exact: true }).click();
}

/** Colours are judged once all is there and nothing fades any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".mantine-Skeleton-root") === null);
  await stand(page);
}

/** Once nothing fades any more; what turns without end goes on. */
async function stand(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    return Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

export async function settledFaults(page: Page): Promise<string[]> {
  await settle(page);
  return findAccessFaults(page);
}

/** The same of a page that still loads. */
export async function loadingFaults(page: Page): Promise<string[]> {
  await stand(page);
  return findAccessFaults(page);
}

type Route = Parameters<Parameters<Page["route"]>[1]>[0];

/** A refusal, told at once: of what may be over in a moment two more tries are made before anything is said. */
export function refuse(route: Route): Promise<void> {
  return route.fulfill({
    status: 403,
    contentType: "application/problem+json",
    body: JSON.stringify({
      ...{ type: "about:blank", title: "Not allowed", status: 403 },
      ...{ code: "forbidden", requestId: "req-test" },
    }),
  });
}

/** Pixels that the page is wider than its window. */
export function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
