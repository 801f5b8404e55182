import i18next from "i18next";
import { initReactI18next } from "react-i18next";
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
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await words[language]() } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}

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
