import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = new URL("../web/dist/", import.meta.url);
const assets = new URL("assets/", dist);

/** All that a page loads before it can be used, and what it may weigh: KB of gzip. */
const bounds = {
  "sign-in-page": 235,
  "overview-page": 315,
  "images-page": 330,
  "report-page": 355,
};

test.each(Object.entries(bounds))("%s loads at most %i KB of scripts", (page, most) => {
  const names = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const named = (start: string) => names.find((name) => name.startsWith(`${start}-`)) ?? "";
  const entry = /src="\/assets\/([^"]+)"/.exec(text(new URL("index.html", dist)))?.[1] ?? "";
  const inside = page === "sign-in-page" ? [] : [named("frame")];
  const loaded = closure([entry, named(page), named("en"), ...inside]);
  const bytes = [...loaded].map((name) => gzipSync(text(new URL(name, assets))).length);
  expect(bytes.length).toBeGreaterThan(3);
  expect(bytes.reduce((sum, size) => sum + size, 0) / 1000).toBeLessThan(most);
  // Schemas are for pages with forms that check by them.
  expect([...loaded].filter((name) => name.startsWith("contract"))).toEqual([]);
});

/** With what each imports before it runs. */
function closure(first: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const follow = (name: string) => {
    if (name === "" || seen.has(name)) return;
    seen.add(name);
    const code = text(new URL(name, assets));
    for (const [, from] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
      follow(from ?? "");
  };
  first.forEach(follow);
  return seen;
}

function text(file: URL): string {
  return readFileSync(file, "utf8");
}
