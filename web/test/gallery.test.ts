import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { longWord } from "../gallery/made.ts";

const folder = new URL("../src/components/", import.meta.url);
const names = readdirSync(folder);

describe.each(names)("the gallery of %s", (name) => {
  const file = new URL(`${name}/${name}.gallery.tsx`, folder);

  it("shows every component in it, by itself or as a part of another", () => {
    expect(existsSync(file), `${name}.gallery.tsx stands beside the component`).toBe(true);
    const code = sources(name);
    const unseen = code.components.filter((component) => !code.all.includes(`<${component}`));
    expect(unseen).toEqual([]);
  });
});

it("is no part of the console", () => {
  const assets = new URL("../dist/assets/", import.meta.url);
  const scripts = readdirSync(assets).filter((file) => file.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(3);
  const withIt = scripts.filter((file) =>
    readFileSync(new URL(file, assets), "utf8").includes(longWord),
  );
  expect(withIt).toEqual([]);
});

/** The components that a folder offers, and all that is written in it. */
function sources(name: string): { components: string[]; all: string } {
  const files = readdirSync(new URL(name, folder)).filter((file) => file.endsWith(".tsx"));
  const texts = files.map((file) => readFileSync(new URL(`${name}/${file}`, folder), "utf8"));
  const all = texts.join("\n");
  const components = [
    ...all.matchAll(/^export (?:function|const) ([A-Z]\w*)\b(?:<[^(]*>)?(?:\(| =)/gm),
  ];
  return { components: components.map(([, component]) => component ?? ""), all };
}
