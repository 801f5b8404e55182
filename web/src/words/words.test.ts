import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { common } from "./en/common.ts";
import { findings } from "./en/findings.ts";
import { people } from "./en/people.ts";
import { policies } from "./en/policies.ts";
import { problems } from "./en/problems.ts";
import { registries } from "./en/registries.ts";
import { settings } from "./en/settings.ts";
import { en } from "./en.ts";
import { pickLanguage } from "./languages.ts";
import type { WordPart } from "./words.ts";
import { zh } from "./zh.ts";

const folder = new URL("../", import.meta.url);

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  );
}

const allFiles = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/^words\/|\.(?:test|gallery)\./.test(file))
    .map((file) => new URL(file, folder));

/** A page's file and what it imports, at once or when asked. */
function filesOf(first: URL): URL[] {
  const seen = new Map<string, URL>();
  const follow = (file: URL) => {
    if (seen.has(file.href) || !/\.tsx?$/.test(file.href) || file.href.includes("/words/")) return;
    if (!existsSync(file)) return;
    seen.set(file.href, file);
    for (const [, path = ""] of text(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g))
      follow(new URL(path, file));
  };
  follow(first);
  return [...seen.values()];
}

/** Every key that the code names, `prefix.` where the rest of it is computed. */
function keysIn(files: readonly URL[]): Set<string> {
  const code = files.map(text).join("\n");
  const keys = new Set<string>();
  for (const [, key] of code.matchAll(/["`]([a-zA-Z]+(?:\.[\w-]+)+)["`]/g)) keys.add(key ?? "");
  for (const [, prefix, suffix] of code.matchAll(
    /`([a-zA-Z]+\.(?:[\w-]+\.)*)\$\{[^}]*\}([\w.-]*)`/g,
  ))
    keys.add(`${prefix}*${suffix}`);
  return keys;
}

function text(file: URL): string {
  return readFileSync(file, "utf8");
}

function isUsed(key: string, used: ReadonlySet<string>): boolean {
  const bare = key.replace(/_(?:one|other)$/, "");
  if (used.has(bare)) return true;
  return [...used].some((pattern) => {
    const [prefix = "", suffix] = pattern.split("*");
    return suffix !== undefined && bare.startsWith(prefix) && bare.endsWith(suffix);
  });
}

const parts: Readonly<Record<WordPart, object>> = {
  common: { ...common, ...problems },
  ...{ findings, registries, policies, people, settings },
};

describe("the words", () => {
  const english = leaves(en);
  const chinese = new Map(leaves(zh));

  it("are the same in every language, none empty", () => {
    expect([...chinese.keys()]).toEqual(english.map(([key]) => key));
    expect([...english, ...chinese].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("hold the same values in every language", () => {
    const values = (text = "") => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
    const differing = english.filter(
      ([key, text]) => String(values(text)) !== String(values(chinese.get(key))),
    );
    expect(differing).toEqual([]);
  });

  it("are all used", () => {
    const used = keysIn(allFiles());
    expect(english.map(([key]) => key).filter((key) => !isUsed(key, used))).toEqual([]);
  });

  const router = text(new URL("router.tsx", folder));
  const routes = [...router.matchAll(/import\("(\.\/[^"]+)"\),\s*"\w+"((?:,\s*"\w+")*)/g)].map(
    ([, path = "", parts = ""]): [string, readonly string[]] => [path, parts.match(/\w+/g) ?? []],
  );

  it("are of no part twice", () => {
    const groups = Object.values(parts).flatMap((part) => Object.keys(part));
    expect(groups.length).toBe(new Set(groups).size);
    expect(routes.length).toBe([...router.matchAll(/\bimport\(/g)].length);
  });

  it.each(routes)("of %s are in what it loads: %j", (path, loaded) => {
    const used = keysIn(filesOf(new URL(path, folder)));
    const missing = Object.entries(parts)
      .filter(([part]) => part !== "common" && !loaded.includes(part))
      .flatMap(([, words]) => leaves(words).map(([key]) => key))
      .filter((key) => isUsed(key, used));
    expect(missing).toEqual([]);
  });
});

describe("the language to begin with", () => {
  it.each([
    [["zh-CN", "en"], "zh"],
    [[null, "fr-FR", "zh-Hant-TW", "en-GB"], "zh"],
    [["en", "zh-CN"], "en"],
    [["fr", "de"], "en"],
    [["constructor"], "en"],
    [[], "en"],
  ])("of the wishes %j is %s", (wishes, language) => expect(pickLanguage(wishes)).toBe(language));
});
