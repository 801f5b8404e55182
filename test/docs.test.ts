import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../scripts/write-docs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["", "docs/"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`),
);

describe("the manual", () => {
  it.each(Object.entries(generatedPages))("%s is as the code has it", (path, page) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(page());
  });

  it.each(pages)("%s links to what is there", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});
