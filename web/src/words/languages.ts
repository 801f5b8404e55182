/** Each language by its own name, with the tag of its script for the `lang` attribute (BCP 47). */
export const languages = {
  en: { name: "English", tag: "en" },
  zh: { name: "中文", tag: "zh-Hans" },
} as const;

export type Language = keyof typeof languages;

export function isLanguage(word: string): word is Language {
  return Object.hasOwn(languages, word);
}

/** The first of the wishes, best first, that the console speaks. */
export function pickLanguage(wishes: readonly (string | null)[]): Language {
  for (const wish of wishes) {
    const primary = wish?.split("-")[0]?.toLowerCase() ?? "";
    if (isLanguage(primary)) return primary;
  }
  return "en";
}
