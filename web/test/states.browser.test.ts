import { chromiumPath } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
type Listed = {
  readonly path: string;
  /** What its list is read from. */
  readonly api: string;
  /** What stands where there is nothing. */
  readonly empty: (words: Words) => string;
  /** Something that the sample or a fresh service has; where that is nothing, what stands in its place. */
  readonly full?: string;
};

const nothing = { items: [], next: null, total: 0 };

const pages: readonly Listed[] = [
  { path: "/images", api: "images", empty: (w) => w.images.empty.title, full: "shop/storefront" },
  { path: "/scans", api: "scans", empty: (w) => w.scans.none.title },
  { path: "/scans?view=runs", api: "runs", empty: (w) => w.runs.none.title },
  { path: "/vulnerabilities", api: "vulnerabilities", empty: (w) => w.vulnerabilities.none.title },
  { path: "/policies", api: "policies", empty: (w) => w.policies.none.title },
  { path: "/policies?view=exceptions", api: "exceptions", empty: (w) => w.exceptions.none.title },
  { path: "/policies?view=schedules", api: "schedules", empty: (w) => w.schedules.none.title },
  { path: "/policies?view=channels", api: "channels", empty: (w) => w.channels.none.title },
  {
    path: "/registries",
    api: "registries",
    empty: (w) => w.registries.empty.title,
    full: "Sample",
  },
  { path: "/tokens", api: "tokens", empty: (w) => w.tokens.none.title },
  { path: "/people", api: "people", empty: (w) => w.people.noMatch, full: "admin" },
  { path: "/people?view=workspaces", api: "workspaces", empty: (w) => w.workspaces.none.title },
  {
    path: "/people?view=spaces",
    api: "space-access",
    empty: (w) => w.spaces.none.title,
    full: "shop",
  },
  { path: "/people?view=issuers", api: "issuers", empty: (w) => w.issuers.none.title },
  { path: "/people?view=audit", api: "audit", empty: (w) => w.audit.none, full: "session.create" },
];

describe.skipIf(chromiumPath === undefined)("every list", () => {
  let app: Console;
  let english: Page;
  let chinese: Page;
  beforeAll(async () => {
    app = await startConsole();
    english = await app.open("/tokens");
    chinese = await app.open("/tokens", { locale: "zh-CN", scheme: "dark", width: 400 });
  });
  afterAll(async () => {
    expect([...faultsOf(english), ...faultsOf(chinese)]).toEqual([]);
    await app?.close();
  });

  describe.each(pages)("of $path", ({ path, api, empty, full }) => {
    const list = new RegExp(`/api/v1/${api}(?:\\?.*)?$`);

    it("says that it loads, then shows what there is", async () => {
      const hold = Promise.withResolvers<void>();
      await english.route(list, async (route) => {
        await hold.promise;
        await route.continue();
      });
      await english.goto(path);
      // Not the code of the page, which loads before its list does and has no heading yet.
      await english.getByRole("heading", { level: 1 }).waitFor();
      await english.getByRole("status").filter({ hasText: en.state.loading }).first().waitFor();
      expect(await loadingFaults(english)).toEqual([]);
      hold.resolve();
      const shown = full ?? empty(en);
      await english.getByRole("main").getByText(shown).first().waitFor();
      await english.unroute(list);
    });

    it("says what went wrong and what to do, and tries again when asked", async () => {
      await english.route(list, refuse);
      await english.goto(path);
      const main = english.getByRole("main");
      await main.getByText(en.problem.forbidden.title).first().waitFor();
      await main.getByText("req-test").first().waitFor();
      expect(await settledFaults(english)).toEqual([]);
      await english.unroute(list);
      await main.getByRole("button", { name: en.action.retry }).first().click();
      await main
        .getByText(full ?? empty(en))
        .first()
        .waitFor();
    });

    it("says in Chinese, in the dark and on a small screen that there is nothing, and fits", async () => {
      await chinese.route(list, (route) => route.fulfill({ json: nothing }));
      await chinese.goto(path);
      await chinese.getByRole("main").getByText(empty(zh)).first().waitFor();
      expect(await settledFaults(chinese)).toEqual([]);
      expect(await widthBeyond(chinese)).toBeLessThanOrEqual(0);
      await chinese.unroute(list);
    });
  });
});
