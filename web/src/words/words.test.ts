import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { pickLanguage } from "./languages.ts";
import { zh } from "./zh.ts";

const folder = new URL("../", import.meta.url);

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  );
}

/** Every key that the code names, `prefix.` where the rest of it is computed. */
function keysInCode(): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !/^words\/|\.(?:test|gallery)\./.test(file),
  );
  const code = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
  const keys = new Set<string>();
  for (const [, key] of code.matchAll(/["`]([a-zA-Z]+(?:\.[\w-]+)+)["`]/g)) keys.add(key ?? "");
  for (const [, prefix, suffix] of code.matchAll(
    /`([a-zA-Z]+\.(?:[\w-]+\.)*)\$\{[^}]*\}([\w.-]*)`/g,
  ))
    keys.add(`${prefix}*${suffix}`);
  return keys;
}

function isUsed(key: string, used: ReadonlySet<string>): boolean {
  const bare = key.replace(/_(?:one|other)$/, "");
  if (used.has(bare)) return true;
  return [...used].some((pattern) => {
    const [prefix = "", suffix] = pattern.split("*");
    return suffix !== undefined && bare.startsWith(prefix) && bare.endsWith(suffix);
  });
}

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
    const used = keysInCode();
    expect(english.map(([key]) => key).filter((key) => !isUsed(key, used))).toEqual([]);
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
