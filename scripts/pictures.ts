/**
 * Takes all pictures of README and manual from the running product and its sample, light and dark:
 * `npm run screenshots`, or of those named only: `npm run screenshots -- overview people`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClient } from "@plimsoll/api";
import { adminPassword, openBrowser, startPlimsoll } from "@plimsoll/testkit";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

type Picture = {
  readonly path: string;
  /** Waits until what is to be seen is there, and brings it into view. */
  readonly pose: (page: Page) => Promise<unknown>;
  /** Nobody is signed in. */
  readonly outside?: true;
};

const schemes = ["light", "dark"] as const;

/** By their names; each is `docs/pictures/NAME-SCHEME.webp`. */
const pictures: Readonly<Record<string, Picture>> = {
  "sign-in": {
    path: "/sign-in",
    pose: (page) => page.getByRole("button", { name: "Sign in", exact: true }).waitFor(),
    outside: true,
  },
  overview: {
    path: "/",
    pose: (page) => page.getByRole("region", { name: "Where to begin" }).waitFor(),
  },
  images: { path: "/images", pose: openCard },
  image: {
    path: "/images?q=gateway",
    pose: async (page) => {
      await page.getByRole("link", { name: "platform/gateway", exact: true }).click();
      await page.getByRole("button", { name: /^2 platforms/ }).click();
      await page.getByText("linux/arm64").first().waitFor();
    },
  },
  remedy: {
    path: "/images?q=checkout",
    pose: async (page) => {
      await openReport(page);
      await showTabs(page);
    },
  },
  findings: {
    path: "/images?q=checkout",
    pose: async (page) => {
      await openReport(page);
      await page.getByRole("tab", { name: "Vulnerabilities" }).click();
      await page.getByRole("table", { name: "Vulnerabilities" }).waitFor();
      await showTabs(page);
    },
  },
  layers: {
    path: "/images?q=checkout",
    pose: async (page) => {
      await openReport(page);
      await page.getByRole("tab", { name: "Layers" }).click();
      await page.getByRole("tabpanel").getByRole("listitem").first().waitFor();
      await showTabs(page);
    },
  },
  scans: { path: "/scans", pose: (page) => page.getByText("shop/checkout:1.0").first().waitFor() },
  vulnerabilities: {
    path: "/vulnerabilities",
    pose: (page) => page.getByRole("link", { name: /^CVE-/ }).first().waitFor(),
  },
  policies: {
    path: "/policies",
    pose: (page) => page.getByRole("article").first().waitFor(),
  },
  registries: {
    path: "/registries",
    pose: (page) => page.getByRole("article").first().waitFor(),
  },
  scanners: {
    path: "/scanners",
    pose: (page) => page.getByRole("heading", { level: 2 }).first().waitFor(),
  },
  settings: { path: "/settings", pose: (page) => page.getByText("PLIMSOLL_HOST").waitFor() },
  people: { path: "/people", pose: (page) => page.getByText("grace").first().waitFor() },
  workspaces: {
    path: "/people?view=workspaces",
    pose: (page) => page.getByRole("heading", { level: 2, name: "Shop" }).waitFor(),
  },
  audit: {
    path: "/people?view=audit",
    pose: (page) => page.getByRole("row").nth(3).waitFor(),
  },
  account: {
    path: "/account",
    pose: (page) => page.getByRole("heading", { level: 2 }).first().waitFor(),
  },
};

/** The files that are made, below the root of the project. */
export const pictureFiles: readonly string[] = Object.keys(pictures).flatMap((name) =>
  schemes.map((scheme) => fileOf(name, scheme)),
);

async function takePictures(wanted: readonly string[]): Promise<void> {
  // The same pictures come with a network and without.
  const plimsoll = await startPlimsoll({ env: { PLIMSOLL_DB_SOURCES: "starter" } });
  const browser = await openBrowser();
  try {
    const client = await signIn(plimsoll.url);
    await setRules(client);
    await scanAll(client);
    await letPeopleIn(client);
    for (const scheme of schemes) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 720 },
        locale: "en",
        colorScheme: scheme,
        reducedMotion: "reduce",
        baseURL: plimsoll.url,
      });
      const outside = await context.newPage();
      await take(outside, scheme, true, wanted);
      await context.request.post("/api/v1/session", {
        data: { username: "admin", password: adminPassword },
      });
      await take(await context.newPage(), scheme, false, wanted);
      await context.close();
    }
  } finally {
    await browser.close();
    await plimsoll.stop();
  }
}

async function take(
  page: Page,
  scheme: string,
  outside: boolean,
  wanted: readonly string[],
): Promise<void> {
  const developer = await page.context().newCDPSession(page);
  for (const [name, picture] of Object.entries(pictures)) {
    if ((picture.outside ?? false) !== outside) continue;
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await page.mouse.move(0, 0);
    await page.goto(picture.path);
    await picture.pose(page);
    // Not while something is still on its way or fades in.
    await page.waitForFunction(() => document.querySelector(".mantine-Skeleton-root") === null);
    await page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    );
    // A third of what the same picture weighs as PNG.
    const { data } = await developer.send("Page.captureScreenshot", {
      format: "webp",
      quality: 90,
    });
    const file = fileURLToPath(new URL(`../${fileOf(name, scheme)}`, import.meta.url));
    mkdirSync(fileURLToPath(new URL("../docs/pictures/", import.meta.url)), { recursive: true });
    writeFileSync(file, Buffer.from(data, "base64"));
    process.stderr.write(`${fileOf(name, scheme)}\n`);
  }
}

function fileOf(name: string, scheme: string): string {
  return `docs/pictures/${name}-${scheme}.webp`;
}

async function openCard(page: Page): Promise<void> {
  await page.getByText("View Log").waitFor();
  const row = page.getByRole("row").filter({ hasText: "shop/checkout" });
  await row.getByText("Scan Complete").waitFor();
  await row.getByRole("link", { name: /critical/i }).hover();
  await page.getByText("Open report").waitFor();
}

async function openReport(page: Page): Promise<void> {
  await page.getByRole("link", { name: /^Open the report/ }).click();
  await page.getByRole("heading", { name: /steps clear/ }).waitFor();
}

/** Below the head of the report, which the list of images shows already. */
async function showTabs(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Remedy" }).evaluate((tab) => {
    scrollTo(0, tab.getBoundingClientRect().top - 70);
  });
}

type Client = ReturnType<typeof createClient>;

async function signIn(origin: string): Promise<Client> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  const [cookie = ""] = answer.headers.getSetCookie().map((one) => one.split(";")[0] ?? "");
  return createClient({ origin, headers: { cookie } });
}

/** Scans the newest artifact of every image and waits until nothing runs. */
async function scanAll(client: Client): Promise<void> {
  const newest = async () => {
    const { items } = await client.listImages();
    return items.flatMap((image) => (image.newest === null ? [] : [image.newest]));
  };
  while ((await newest()).length < 6) await pause();
  await client.createScans({ body: { artifactIds: (await newest()).map(({ id }) => id) } });
  while ((await newest()).some(({ state }) => state === "queued" || state === "scanning"))
    await pause();
}

/** Verdicts are of policies. */
async function setRules(client: Client): Promise<void> {
  for (const [name, scope, rules] of policies)
    await client.createPolicy({
      body: { name, scope, document: JSON.stringify({ rules }), enabled: true },
    });
}

/** JSON is YAML: https://yaml.org/spec/1.2.2/#12-recommended-schemas */
const policies = [
  [
    "Fit to be shipped",
    {},
    [
      {
        name: "No fix is waiting",
        result: "fail",
        finding: { severity: "critical", fixable: true },
      },
      { name: "What is exploited has to go", result: "fail", finding: { kev: true } },
    ],
  ],
  [
    "What the shop sells with",
    { space: "shop" },
    [{ name: "Nothing high", result: "warn", finding: { severity: "high", fixable: true } }],
  ],
] as const;

/** Two workspaces and some people: alone one has nothing to look after. */
async function letPeopleIn(client: Client): Promise<void> {
  const shop = await client.createWorkspace({
    body: { name: "Shop", description: "All that the shop is made of" },
  });
  const platform = await client.createWorkspace({
    body: { name: "Platform", description: "What everybody builds upon" },
  });
  const invited = [
    ["ada", [[shop, "administrator"]]],
    [
      "grace",
      [
        [shop, "editor"],
        [platform, "viewer"],
      ],
    ],
    ["linus", [[platform, "editor"]]],
  ] as const;
  for (const [username, memberships] of invited)
    await client.invitePerson({
      body: {
        username,
        email: `${username}@example.com`,
        memberships: memberships.map(([{ id }, role]) => ({ workspaceId: id, role })),
      },
    });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

if (import.meta.main) await takePictures(process.argv.slice(2));
