import { chromiumPath, findAccessFaults } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { service } from "../src/words/zh/service/service.ts";
import { zh } from "../src/words/zh.ts";
import {
  type Console,
  type Page,
  rowOf,
  scanFromMenu,
  startConsole,
  waitForState,
} from "./console.ts";

describe.skipIf(chromiumPath === undefined)("whoever decides what may run", () => {
  let app: Console;
  let page: Page;
  beforeAll(async () => {
    app = await startConsole();
    page = await app.open("/images");
    await scanFromMenu(page, "shop/storefront", "2.4");
    await waitForState(page, "2.4", "Scan Complete");
  });
  afterAll(() => app?.close());

  it("sees how everything stands, and where to begin", async () => {
    await page.goto("/");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByRole("region", { name: "Coverage" }).getByText("Scan Complete 1").waitFor();
    await page
      .getByRole("region", { name: "Where to begin" })
      .getByRole("link", { name: "shop/storefront:2.4" })
      .first()
      .waitFor();
  });

  it("finds the images that have a vulnerability in one search", async () => {
    await page.goto("/vulnerabilities?severity=critical");
    const first = page
      .getByRole("table")
      .getByRole("link", { name: /^(CVE|GHSA)-/ })
      .first();
    const id = (await first.textContent()) ?? "";
    await page.getByRole("searchbox", { name: "CVE, alias or package" }).fill(id);
    await page.getByRole("status").getByText("1 vulnerability", { exact: true }).waitFor();
    await page.getByRole("link", { name: id }).click();
    await page.getByRole("heading", { level: 1, name: id }).waitFor();
    await page.getByRole("link", { name: "shop/storefront:2.4" }).first().waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    expect((await download).suggestedFilename()).toBe(`${id}.csv`);
    expect(await findAccessFaults(page)).toEqual([]);
  });

  it("finds images, digests, vulnerabilities and packages by Ctrl K, from anywhere", async () => {
    await page.goto("/tokens");
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const [letters, option, heading] of [
      ["storef", "shop/storefront", "shop/storefront"],
      ["lodash", "lodash npm", "Vulnerabilities"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await page.keyboard.type(letters);
      await page.getByRole("option", { name: new RegExp(option.replace(" ", ".*")) }).waitFor();
      expect(await findAccessFaults(page)).toEqual([]);
      await page.getByRole("option", { name: new RegExp(option.replace(" ", ".*")) }).click();
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    }
    await page.keyboard.press("Control+k");
    await page.keyboard.type("nothing has this name");
    await page.getByText("Nothing has this name").waitFor();
    await page.keyboard.press("Escape");
  });

  it("sees what a policy would say before it decides, and what is wrong with it", async () => {
    await page.goto("/policies");
    await page.getByRole("button", { name: "Add a policy" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("What it would say now").waitFor();
    await dialog.getByText("shop/storefront").first().waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    const rules = dialog.getByLabel("Rules");
    const good = await rules.inputValue();
    await rules.fill("rules:\n  - nmae: x\n");
    await dialog.getByText("These rules cannot be used yet").waitFor();
    await rules.fill(good);
    await dialog.getByText("What it would say now").waitFor();
    await dialog.getByLabel("Name").fill("before production");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "before production" }).waitFor();
  });

  it("sees the verdict on the image, with its reasons", async () => {
    await page.goto("/images?q=storefront");
    await rowOf(page, "shop/storefront").getByText("Fail", { exact: true }).waitFor();
    await rowOf(page, "shop/storefront")
      .getByRole("link", { name: /^Open the report/ })
      .click();
    await page.getByText("by the policy “before production”").waitFor();
    await page.getByText("critical, and a fix is there").first().waitFor();
  });

  it("reads in Chinese what the service says: the verdict, the database, what was left out, a registry's test", async () => {
    const chinese = await app.open("/", { locale: "zh-CN" });
    // A report of packages that nothing could be held against: the sample has none.
    await chinese.route(/\/report(\?|$)/, async (route) => {
      if (route.request().resourceType() === "document") return route.fallback();
      const answer = await route.fetch();
      const reason = "the advisory database does not know Julia: 2 packages not checked";
      const skipped = [{ path: "", layer: null, reason }];
      await route.fulfill({ response: answer, json: { ...(await answer.json()), skipped } });
    });
    await chinese.goto(new URL(page.url()).pathname);
    await chinese
      .getByRole("note")
      .getByText(/^公开来源的快照/)
      .waitFor();
    const details = chinese.locator("details").filter({ hasText: "本次扫描略过了" });
    await details.locator("summary").click();
    const shown = [
      ...(await chinese.getByRole("note").allInnerTexts()),
      (await details.textContent()) ?? "",
      ...(await chinese
        .getByRole("listitem")
        .filter({ hasText: "a fix is there" })
        .allInnerTexts()),
    ];
    expect(shown.join("\n")).toContain("漏洞数据库不包含 Julia：2 个软件包未检查");
    expect(shown.join("\n")).toMatch(/\d+ 个漏洞（.*有修复版本）：(CVE|GHSA)-/);
    await chinese.goto("/registries");
    await chinese.getByRole("button", { name: zh.registries.add }).click();
    await chinese.getByLabel(zh.registryForm.address).fill("127.0.0.1:1");
    await chinese.getByRole("button", { name: zh.form.test, exact: true }).click();
    const outcome = chinese.getByRole("status").filter({ hasText: zh.registryForm.failed });
    await outcome
      .getByText(service.sentences["Not reached."] ?? "")
      .first()
      .waitFor();
    await outcome.getByText("127.0.0.1:1: ECONNREFUSED. 该地址没有服务在监听。").waitFor();
    shown.push((await outcome.textContent()) ?? "");
    // Names are in the words of whoever gave them: of rules, and of the database.
    const names = /(critical|high), and a fix is there|Plimsoll starter advisories/g;
    const ours = shown.map((text) => text.replaceAll(names, ""));
    expect(ours.filter((text) => /[a-z]+ [a-z]+ [a-z]+/i.test(text))).toEqual([]);
  });

  it("accepts a finding with a reason and an end, and it is counted apart", async () => {
    await page.getByRole("tab", { name: "Vulnerabilities" }).click();
    const finding = page
      .getByRole("table")
      .getByRole("button", { name: /^(CVE|GHSA)-/ })
      .first();
    const id = (await finding.textContent()) ?? "";
    await finding.click();
    await page.getByRole("button", { name: "Accept…" }).click();
    const dialog = page.getByRole("dialog", { name: "Accept a vulnerability" });
    expect(await dialog.getByLabel("Vulnerability").inputValue()).toBe(id);
    await dialog.getByRole("button", { name: "Accept", exact: true }).click();
    await dialog.getByText("Fill this in").waitFor();
    await dialog.getByLabel("Reason").fill("not reachable here");
    await dialog.getByRole("button", { name: "Accept", exact: true }).click();
    await page.getByText(/accepted by an? exceptions?/).waitFor();
    await page.goto("/policies?view=exceptions");
    const row = rowOf(page, id);
    await row.getByText("not reachable here").waitFor();
    await row.getByRole("button", { name: `End the exception for ${id}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
    await page.getByText("Nothing is accepted").waitFor();
  });

  it("has images scanned by a schedule, and sees the run", async () => {
    await page.goto("/policies?view=schedules");
    await page.getByRole("button", { name: "Add a schedule" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("every night");
    await dialog.getByText("At 02:30").waitFor();
    await dialog.getByLabel("Image", { exact: true }).fill("base/*");
    expect(await findAccessFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Run now: every night" }).click();
    await page.goto("/scans?view=runs");
    await page.getByRole("link", { name: "every night" }).click();
    await page.getByText("2 of 2 done").waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: "base/alpine:3.15" }).waitFor();
  });

  it("narrows a schedule to what has labels and is deployed", async () => {
    await page.goto("/policies?view=schedules");
    await page.getByRole("button", { name: "Add a schedule" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("in production");
    const labels = dialog.getByRole("combobox", { name: "Only with labels" });
    await labels.fill("com.example.team=pay*");
    await labels.press("Enter");
    await dialog.getByRole("switch", { name: "Only what is deployed" }).click();
    expect(await findAccessFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("0 artifacts now").waitFor();
    await page.getByRole("button", { name: "Edit in production" }).click();
    await dialog.getByText("com.example.team=pay*").waitFor();
    await dialog.getByRole("switch", { name: "Only what is deployed", checked: true }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("is told of a channel that cannot be reached, in words of its own", async () => {
    await page.goto("/policies?view=channels");
    await page.getByRole("button", { name: "Add a channel" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("nobody there");
    await dialog.getByLabel("Address").fill("http://127.0.0.1:9/hook");
    await dialog.getByText(/There are \{\{event\}\} \{\{title\}\}/).waitFor();
    const title = dialog.getByLabel("Title in your own words");
    await title.fill("{{host}}");
    await dialog.getByText("There is no {{host}}").waitFor();
    await title.fill("{{verdict}}, was {{before}}: {{image}}");
    expect(await findAccessFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Messages are signed with this secret").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Send a test to nobody there" }).click();
    await page.getByText("The test did not arrive").waitFor({ timeout: 30_000 });
    await page.getByText("What was sent").click();
    await page.getByText("fail, was pass: hub/team/app:v1").waitFor();
  });

  it("has a cluster answered by the policies, with a secret of its own", async () => {
    await page.goto("/policies?view=gate");
    await page.getByRole("switch", { name: "Answer clusters" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("button", { name: "Make a secret" }).click();
    const secret = await page.getByRole("status").locator("code").textContent();
    const review = {
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      request: {
        ...{ uid: "1", operation: "CREATE", namespace: "shop", name: "web" },
        kind: { group: "", version: "v1", kind: "Pod" },
        resource: { group: "", version: "v1", resource: "pods" },
        object: {
          ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "web" } },
          spec: { containers: [{ name: "web", image: "nowhere.invalid/web:1" }] },
        },
      },
    };
    const ask = (token: string | null) =>
      fetch(new URL("/admission/kubernetes", page.url()), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify(review),
      });
    expect((await ask("no secret")).status).toBe(401);
    const answer = await ask(secret);
    expect(await answer.json()).toMatchObject({ response: { uid: "1", allowed: true } });
  });

  it("makes a token that is shown once, and ends it", async () => {
    await page.goto("/tokens");
    await page.getByRole("button", { name: "Make a token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("pipeline");
    await dialog.getByRole("button", { name: "Make a token" }).click();
    const token = await dialog.getByText(/^plimsoll_\w{36}$/).textContent();
    expect(await findAccessFaults(page)).toEqual([]);
    const answer = await fetch(new URL("/api/v1/session", page.url()), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Remove the token pipeline" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("No token yet").waitFor();
  });
});
