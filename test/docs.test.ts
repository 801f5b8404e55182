import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pictureFiles } from "../scripts/pictures.ts";
import { generatedPages } from "../scripts/write-docs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = ["", "docs/"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`),
);

/** `[file](path.test.ts) "a name" "another"`: a link to a file, and what stands in it as the name of a test. */
function testsNamedIn(text: string): { file: string; name: string }[] {
  return [...text.matchAll(/\]\(([^)\s]+\.test\.tsx?)\)((?: "[^"]+")*)/g)].flatMap(
    ([, file = "", names = ""]) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ file, name })),
  );
}

describe("the manual", () => {
  it.each(Object.entries(generatedPages))("%s is as the code has it", (path, page) => {
    expect(read(path)).toBe(page());
  });

  it.each(pages)("%s links to what is there", (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
      ([, link]) => link ?? "",
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it.each(pages)("%s names tests that there are", (page) => {
    const gone = testsNamedIn(read(page)).filter(
      ({ file, name }) => !read(join(dirname(page), file)).includes(`"${name}"`),
    );
    expect(gone).toEqual([]);
  });

  it("names a test for each threat", () => {
    const [, threats = ""] = read("docs/security.md").split(/^## (?=Who|OWASP)/m);
    for (const threat of threats.split(/^### /m).slice(1))
      expect(testsNamedIn(threat).length, threat.slice(0, 40)).toBeGreaterThan(3);
  });

  it("shows the pictures that `npm run screenshots` makes, each of them, and no others", () => {
    const shown = pages.flatMap((page) => picturesIn(page));
    const kept = readdirSync(join(root, "docs/pictures")).map((name) => `docs/pictures/${name}`);
    const made = [...pictureFiles].sort();
    expect([...new Set(shown)].sort()).toEqual(made);
    expect(kept.sort()).toEqual(made);
  });
});

/** Where the pictures that a page shows are, below the root; those of other hosts are its badges. */
function picturesIn(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const named = /!\[[^\]]*\]\(([^)\s]+)|<(?:img|source)[^>]*?\s(?:src|srcset)="([^"\s]+)/g;
  return [...text.matchAll(named)]
    .map(([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? "")
    .filter((address) => !address.includes("://"))
    .map((address) => join(dirname(page), address));
}
