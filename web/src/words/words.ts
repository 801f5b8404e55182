import i18next, { type FormatterModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { formatCount } from "../format/numbers.ts";
import { type Language, languages, pickLanguage } from "./languages.ts";

const storageKey = "plimsoll-language";

/** Only what is spoken is loaded. */
const words: Readonly<Record<Language, () => Promise<object>>> = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};

/** Loads the words and follows the chosen language on the page itself, for screen readers and fonts. */
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
      resources: { [language]: { translation: await words[language]() } },
      // React escapes what it shows.
      interpolation: { escapeValue: false, alwaysFormat: true },
    });
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
  i18next.addResourceBundle(language, "translation", await words[language]());
  await i18next.changeLanguage(language);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
