import { expect, it } from "vitest";
import { zh } from "./zh.ts";

type Words = { readonly [key: string]: string | Words };

/** What is filled in, but for the number itself. */
function valuesOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "count")
    .sort();
}

function pairs(words: Words, path = ""): [key: string, one: string, other: string][] {
  return Object.entries(words).flatMap(([key, value]) => {
    if (typeof value !== "string") return pairs(value, `${path}${key}.`);
    const other = words[key.replace(/_one$/, "_other")];
    return key.endsWith("_one") && typeof other === "string"
      ? [[`${path}${key}`, value, other]]
      : [];
  });
}

it("names of one thing what it names of many in a language that has no word for one", () => {
  expect(new Intl.PluralRules("zh").resolvedOptions().pluralCategories).toEqual(["other"]);
  const lost = pairs(zh).filter(
    ([, one, other]) => String(valuesOf(one)) !== String(valuesOf(other)),
  );
  expect(lost).toEqual([]);
});
