import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = new URL("../web/dist/", import.meta.url);
const assets = new URL("assets/", dist);

/**
 * What a page loads beside the entry before it can be used, words among it, and what that may weigh all in all: KB of gzip.
 * The first page's is at most 250: the overview, which is in the entry.
 */
const pages: readonly [page: string, parts: readonly string[], most: number][] = [
  ["sign-in", ["sign-in-page", "common", "problems"], 235],
  ["overview", ["common", "problems"], 230],
  ["images", ["images-page", "common", "problems"], 270],
  ["report", ["report-page", "remedy-tab", "common", "problems", "findings"], 250],
];

test.each(pages)("the page %s with %j loads at most %i KB of scripts", (_, parts, most) => {
  const names = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const html = text(new URL("index.html", dist));
  const entries = [...html.matchAll(/src="\/assets\/([^"]+)"/g)].map(([, name]) => name ?? "");
  // Of words there is one for each language, which weigh much the same.
  const loaded = closure([...entries, ...parts.map((part) => fileOf(names, part))]);
  const bytes = [...loaded].map((name) => gzipSync(text(new URL(name, assets))).length);
  // React alone weighs more: what is found has to be the console.
  expect(Math.max(...bytes)).toBeGreaterThan(100_000);
  expect(bytes.reduce((sum, size) => sum + size, 0) / 1000).toBeLessThan(most);
  // Schemas are for pages with forms that check by them.
  expect([...loaded].filter((name) => name.startsWith("contract"))).toEqual([]);
});

function fileOf(names: readonly string[], part: string): string {
  const name = names.find((one) => one.startsWith(`${part}-`));
  if (name === undefined) throw new Error(`Nothing built is named ${part}`);
  return name;
}

/** With what each imports before it runs. */
function closure(first: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const follow = (name: string) => {
    if (seen.has(name)) return;
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
