import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import { type Language, languages, pickLanguage } from "./languages.ts";
import { zh } from "./zh.ts";

const storageKey = "plimsoll-language";

/** Loads the words and follows the chosen language on the page itself, for screen readers and fonts. */
export function startWords(): void {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = languages[pickLanguage([language])].tag;
  });
  void i18next.use(initReactI18next).init({
    lng: pickLanguage([remembered(), ...navigator.languages]),
    fallbackLng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}

export function chooseLanguage(language: Language): void {
  // Storage can be switched off; the choice then lasts as long as the page.
  try {
    localStorage.setItem(storageKey, language);
  } catch {}
  void i18next.changeLanguage(language);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
