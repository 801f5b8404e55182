import i18next, { type FormatterModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { formatCount } from "../format/numbers.ts";
import { type Language, languages, pickLanguage } from "./languages.ts";

const storageKey = "plimsoll-language";

/** Only what is spoken is loaded, and of that only what the pages seen so far say. */
const words = {
  en: {
    common: () => merged(import("./en/common.ts"), import("./en/problems.ts")),
    findings: () => merged(import("./en/findings.ts")),
    registries: () => merged(import("./en/registries.ts")),
    policies: () => merged(import("./en/policies.ts")),
    people: () => merged(import("./en/people.ts")),
    settings: () => merged(import("./en/settings.ts")),
  },
  zh: {
    common: () => merged(import("./zh/common.ts"), import("./zh/problems.ts")),
    findings: () => merged(import("./zh/findings.ts")),
    registries: () => merged(import("./zh/registries.ts")),
    policies: () => merged(import("./zh/policies.ts")),
    people: () => merged(import("./zh/people.ts")),
    settings: () => merged(import("./zh/settings.ts")),
  },
} satisfies Record<Language, Record<string, () => Promise<object>>>;
export type WordPart = keyof (typeof words)["en"];

const asked = new Set<WordPart>(["common"]);
const started = Promise.withResolvers<void>();

/** What files of words offer, put together. */
async function merged(...files: Promise<Readonly<Record<string, object>>>[]): Promise<object> {
  return Object.assign({}, ...(await Promise.all(files)).flatMap(Object.values));
}

/** Loads the words of every page and follows the chosen language on the page itself, for screen readers and fonts. */
export async function startWords(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = languages[pickLanguage([language])].tag;
  });
  const language = pickLanguage([remembered(), ...navigator.languages]);
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      lng: language,
      resources: { [language]: { translation: await words[language].common() } },
      // React escapes what it shows.
      interpolation: { escapeValue: false, alwaysFormat: true },
    });
  started.resolve();
}

/** Numbers within words are written as the language writes them. */
const numbers: FormatterModule = {
  type: "formatter",
  init() {},
  add() {},
  addCached() {},
  format: (value, _, language) =>
    typeof value === "number" ? formatCount(value, pickLanguage([language ?? null])) : value,
};

export async function chooseLanguage(language: Language): Promise<void> {
  // Storage can be switched off; the choice then lasts as long as the page.
  try {
    localStorage.setItem(storageKey, language);
  } catch {}
  await Promise.all([...asked].map((part) => addWords(language, part)));
  await i18next.changeLanguage(language);
}

/** Loads what only some pages say; what has been loaded is spoken in every language chosen later. */
export async function loadWords(part: WordPart): Promise<void> {
  asked.add(part);
  await started.promise;
  await addWords(pickLanguage([i18next.language]), part);
}

async function addWords(language: Language, part: WordPart): Promise<void> {
  i18next.addResourceBundle(language, "translation", await words[language][part](), true);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
