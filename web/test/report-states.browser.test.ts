import { chromiumPath } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import {
  type Console,
  faultsOf,
  loadingFaults,
  type Page,
  refuse,
  settledFaults,
  startConsole,
  widthBeyond,
} from "./console.ts";

type Words = typeof en;
/** Of the sample, once it has been scanned. */
type Ids = {
  readonly registry: string;
  readonly image: string;
  readonly artifact: string;
  readonly other: string;
  readonly vulnerability: string;
};
// biome-ignore lint/suspicious/noExplicitAny: answers of any route, changed as a test needs it
type Answer = any;

type View = {
  readonly name: string;
  readonly path: (ids: Ids) => string;
  /** What it is read from. */
  readonly api: string;
  /** What is on it once that is there. */
  readonly full: string | RegExp;
  /** The answer of `api`, or of another route, that has nothing in it, and what stands there then. */
  readonly empty?: {
    readonly api?: string;
    readonly of: (answer: Answer) => Answer;
    readonly says: (words: Words) => string;
  };
  readonly noMatch?: { readonly search: string; readonly says: (words: Words) => string };
};

const nothing = () => ({ items: [], next: null, total: 0 });
const tab = (name: string) => (ids: Ids) => `/artifacts/${ids.artifact}?tab=${name}`;
const any = "[0-9a-f-]{36}";
const unscanned = (artifact: Answer) => ({
  ...artifact,
  ...{ summary: null, state: "not-scanned", scanId: null, reason: null, reasonCode: null },
});

const views: readonly View[] = [
  {
    name: "the overview",
    path: () => "/",
    api: "overview",
    full: en.overview.worst,
    empty: { of: (it) => ({ ...it, images: 0 }), says: (w) => w.overview.empty.title },
  },
  {
    name: "an image",
    path: (ids) => `/images/${ids.registry}/shop/storefront`,
    api: "artifacts",
    full: "2.4",
    empty: { of: nothing, says: (w) => w.image.noTags.title },
  },
  {
    name: "an image with what is untagged",
    path: (ids) => `/images/${ids.registry}/shop/storefront?untagged=true`,
    api: "artifacts",
    full: "2.4",
    empty: { of: nothing, says: (w) => w.image.empty.title },
  },
  {
    name: "a report",
    path: (ids) => `/artifacts/${ids.artifact}`,
    api: `artifacts/${any}`,
    full: "shop/storefront:2.4",
    empty: { of: unscanned, says: (w) => w.report.none.title },
  },
  {
    name: "a report's head",
    path: (ids) => `/artifacts/${ids.artifact}`,
    api: `artifacts/${any}/report`,
    full: en.scanState.complete,
  },
  {
    name: "Remedy",
    path: tab("remedy"),
    api: `artifacts/${any}/remedy`,
    full: /steps? clears? /,
    empty: {
      of: (it) => ({ ...it, plan: { ...it.plan, before: { ...it.plan.before, total: 0 } } }),
      says: (w) => w.remedy.nothing.title,
    },
  },
  {
    name: "Vulnerabilities",
    path: tab("vulnerabilities"),
    api: `artifacts/${any}/findings`,
    full: /^CVE-|^GHSA-/,
    empty: {
      api: `artifacts/${any}/report`,
      of: (it) => ({ ...it, summary: { ...it.summary, total: 0 } }),
      says: (w) => w.scale.none,
    },
    noMatch: { search: "&q=nothing-like-it", says: (w) => w.findings.noMatch },
  },
  {
    name: "Vulnerabilities by package",
    path: tab("vulnerabilities&group=package"),
    api: `artifacts/${any}/finding-groups`,
    full: "lodash",
    noMatch: { search: "&q=nothing-like-it", says: (w) => w.findings.noMatch },
  },
  {
    name: "Packages",
    path: tab("packages"),
    api: `artifacts/${any}/packages`,
    full: "npm",
    empty: { of: nothing, says: (w) => w.packages.none.title },
    noMatch: { search: "&q=nothing-like-it", says: (w) => w.packages.noMatch.title },
  },
  {
    name: "Layers",
    path: tab("layers"),
    api: `artifacts/${any}/layers`,
    full: /COPY|RUN|ADD/,
    empty: { of: (it) => ({ ...it, items: [], base: null }), says: (w) => w.layers.none.title },
  },
  {
    name: "Compare",
    path: (ids) => `/artifacts/${ids.artifact}?tab=compare&with=${ids.other}`,
    api: `artifacts/${any}/comparison`,
    full: en.compare.how,
  },
  {
    name: "Log",
    path: tab("log"),
    api: `scans/${any}/log`,
    full: /Plimsoll .* scans/,
    empty: {
      api: `artifacts/${any}`,
      of: unscanned,
      says: (w) => w.log.none.title,
    },
    noMatch: { search: "&find=nothing-like-it", says: (w) => w.log.noMatch },
  },
  {
    name: "a vulnerability",
    path: (ids) => `/vulnerabilities/${ids.vulnerability}`,
    api: "vulnerabilities/[^/]+",
    full: en.vulnerabilities.firstSeen,
  },
  {
    name: "where a vulnerability is",
    path: (ids) => `/vulnerabilities/${ids.vulnerability}`,
    api: "vulnerabilities/[^/]+/images",
    full: "shop/storefront:2.4",
    empty: { of: nothing, says: (w) => w.vulnerabilities.nowhere.title },
  },
  {
    name: "the scanners",
    path: () => "/scanners",
    api: "scanners",
    full: en.scanners.builtin,
  },
  {
    name: "the built-in scanner's database",
    path: () => "/scanners",
    api: "database",
    full: en.scanners.builtin,
  },
  {
    name: "the settings",
    path: () => "/settings",
    api: "settings",
    full: "PLIMSOLL_HOST",
  },
  {
    name: "one's sessions",
    path: () => "/account",
    api: "account/sessions",
    full: en.account.here,
  },
];

describe.skipIf(chromiumPath === undefined)("what is read from one place", () => {
  let app: Console;
  let english: Page;
  let chinese: Page;
  let ids: Ids;
  beforeAll(async () => {
    app = await startConsole();
    english = await app.open("/images");
    chinese = await app.open("/tokens", { locale: "zh-CN", scheme: "dark", width: 400 });
    ids = await scan(english, ["shop/storefront", "shop/reports"]);
  }, 120_000);
  afterAll(async () => {
    expect([...faultsOf(english), ...faultsOf(chinese)]).toEqual([]);
    await app?.close();
  });

  describe.each(views)("$name", ({ path, api, full }) => {
    const shown = (page: Page) => page.getByRole("main").getByText(full).first();

    it("says that it loads, then shows what there is", async () => {
      const hold = Promise.withResolvers<void>();
      await english.route(matching(api), async (route) => {
        await hold.promise;
        await route.continue();
      });
      await english.goto(path(ids));
      // Not the code of the page, which loads before what is on it does and has no heading yet.
      await english.getByRole("heading", { level: 1 }).waitFor();
      await english.getByRole("status").filter({ hasText: en.state.loading }).first().waitFor();
      expect(await loadingFaults(english)).toEqual([]);
      hold.resolve();
      await shown(english).waitFor();
      expect(await settledFaults(english)).toEqual([]);
      await english.unroute(matching(api));
    });

    it("says what went wrong and what to do, and tries again when asked", async () => {
      await english.route(matching(api), refuse);
      await english.goto(path(ids));
      const main = english.getByRole("main");
      await main.getByText(en.problem.forbidden.title).first().waitFor();
      await main.getByText("req-test").first().waitFor();
      expect(await settledFaults(english)).toEqual([]);
      await english.unroute(matching(api));
      await main.getByRole("button", { name: en.action.retry }).first().click();
      await shown(english).waitFor();
    });
  });

  it.each(views.filter((view) => view.empty))(
    "of $name it says in Chinese, in the dark and on a small screen that there is nothing, and fits",
    async ({ path, api, empty }) => {
      const from = matching(empty?.api ?? api);
      await chinese.route(from, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: empty?.of(await response.json()) });
      });
      await chinese.goto(path(ids));
      await chinese
        .getByRole("main")
        .getByText(empty?.says(zh) ?? "")
        .first()
        .waitFor();
      expect(await settledFaults(chinese)).toEqual([]);
      expect(await widthBeyond(chinese)).toBeLessThanOrEqual(0);
      await chinese.unroute(from);
    },
  );

  it.each(views.filter((view) => view.noMatch))(
    "of $name it says that nothing matches, and fits on a small screen",
    async ({ path, noMatch }) => {
      await chinese.goto(`${path(ids)}${noMatch?.search}`);
      await chinese
        .getByRole("main")
        .getByText(noMatch?.says(zh) ?? "")
        .first()
        .waitFor();
      expect(await settledFaults(chinese)).toEqual([]);
      expect(await widthBeyond(chinese)).toBeLessThanOrEqual(0);
    },
  );

  it("shows the log of an earlier scan beside the newest", async () => {
    await scan(english, ["shop/storefront"]);
    await english.goto(tab("log")(ids));
    const main = english.getByRole("main");
    await main.getByRole("combobox", { name: en.log.scans }).click();
    const options = english.getByRole("option");
    await options.nth(1).waitFor();
    expect(await options.first().getAttribute("aria-selected")).toBe("true");
    await options.nth(1).click();
    await english.waitForURL(/scan=/);
    await shownLog(main).waitFor();
    expect(await settledFaults(english)).toEqual([]);
  });

  it("shows what the search finds over the side bar", async () => {
    await english.goto("/images");
    await english.getByRole("banner").getByRole("searchbox").fill("lodash");
    const option = english.getByRole("option", { name: "lodash npm", exact: true });
    await option.waitFor();
    const inFront = await option.evaluate((element) => {
      const { left, top, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(left + 2, top + height / 2));
    });
    expect(inFront).toBe(true);
    await english.getByRole("banner").getByRole("searchbox").press("Escape");
  });

  it("exports a report from the menu of its artifact's row, by keyboard", async () => {
    await english.goto(`/images/${ids.registry}/shop/storefront`);
    await english.getByRole("button", { name: /^Actions for .*:2\.4/ }).click();
    await english.getByRole("menuitem", { name: en.action.export, exact: true }).focus();
    await english.keyboard.press("ArrowRight");
    const form = english.getByRole("menuitem", { name: en.exportForm.cyclonedx });
    await form.waitFor();
    expect(await settledFaults(english)).toEqual([]);
    const saved = english.waitForEvent("download");
    await form.click();
    expect((await saved).suggestedFilename()).toMatch(/^report-.*json$/);
  });

  it("puts findings together by their package, opens one, leads back, and leaves out what is named with a minus", async () => {
    await english.goto(tab("vulnerabilities")(ids));
    const main = english.getByRole("main");
    await main.getByRole("combobox", { name: en.findings.groupBy }).click();
    await english.getByRole("option", { name: en.findings.by.package }).click();
    const groups = main.getByRole("table", { name: en.findings.by.package });
    await groups.getByRole("button", { name: "lodash", exact: true }).click();
    const findings = main.getByRole("table", { name: en.report.tab.vulnerabilities });
    const rows = findings.getByRole("row").filter({ hasText: "lodash" });
    await rows.first().waitFor();
    expect(await rows.count()).toBe((await findings.getByRole("row").count()) - 1);
    expect(await settledFaults(english)).toEqual([]);
    await main.getByRole("button", { name: en.findings.all.package }).click();
    await groups.getByRole("button", { name: "lodash", exact: true }).waitFor();
    await main.getByRole("searchbox", { name: en.findings.search }).fill("-lodash");
    await groups
      .getByRole("button", { name: "lodash", exact: true })
      .waitFor({ state: "detached" });
    expect(await groups.getByRole("button").count()).toBeGreaterThan(1);
  });
});

function shownLog(main: ReturnType<Page["getByRole"]>) {
  return main.getByText(/Plimsoll .* scans/).first();
}

function matching(api: string): RegExp {
  return new RegExp(`/api/v1/${api}(?:\\?.*)?$`);
}

/** Scans the newest of these images, and tells what may be looked at then. */
async function scan(page: Page, images: readonly string[]): Promise<Ids> {
  const get = async (path: string) => (await page.request.get(`/api/v1${path}`)).json();
  const listed = async () => {
    const { items } = await get("/images?limit=100");
    return images.map((name) => items.find((one: Answer) => one.repository === name));
  };
  const within = { timeout: 60_000, interval: 200 };
  await vi.waitFor(async () => expect((await listed()).every(Boolean)).toBe(true), within);
  const artifactIds = (await listed()).map(({ newest }) => newest.id);
  const answer = await page.request.post("/api/v1/scans", { data: { artifactIds } });
  const { scans } = await answer.json();
  await vi.waitFor(async () => {
    for (const { id } of scans) expect((await get(`/scans/${id}`)).state).toBe("complete");
  }, within);
  const [first] = await listed();
  const found = await get(`/artifacts/${artifactIds[0]}/findings?limit=1`);
  return {
    ...{ registry: first.registry.id, image: first.id, vulnerability: found.items[0].id },
    ...{ artifact: artifactIds[0], other: artifactIds[1] },
  };
}
